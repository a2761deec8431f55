-- Names are found.
CREATE INDEX users_nickname ON users (lower(nickname));
