CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, password text NOT NULL);
CREATE TABLE accounts (user_id bigint, provider text, access_token text, PRIMARY KEY (user_id, provider));
CREATE TABLE posts (id bigint PRIMARY KEY, body text);
