-- sequences follow their table since PostgreSQL 15, and are always logged before that
CREATE UNLOGGED TABLE made (id bigserial PRIMARY KEY, number int GENERATED ALWAYS AS IDENTITY);
CREATE UNLOGGED TABLE logged (id bigserial PRIMARY KEY, number int GENERATED ALWAYS AS IDENTITY);
CREATE TABLE unlogged (id bigserial PRIMARY KEY, number int GENERATED ALWAYS AS IDENTITY);
ALTER TABLE logged SET LOGGED;
ALTER TABLE unlogged SET UNLOGGED;
ALTER TABLE made ADD later serial;
