CREATE TABLE users (id int, a text);
BEGIN;
CREATE TEMP TABLE users_tmp (a int) ON COMMIT DROP;
COMMIT;
BEGIN;
CREATE TEMP TABLE users_tmp (id serial PRIMARY KEY, b int UNIQUE) ON COMMIT DROP;
ALTER TABLE users_tmp ADD c int;
CREATE VIEW of_tmp AS SELECT b FROM users_tmp;
CREATE INDEX ON users_tmp (c);
CREATE TABLE of_first AS SELECT * FROM users_tmp;
COMMIT;
CREATE TABLE users_tmp (c int);
ALTER TABLE users_tmp ADD d int;
CREATE VIEW of_tmp AS SELECT d FROM users_tmp;
-- one that hides another, until its transaction ends
BEGIN;
CREATE TEMP TABLE users ON COMMIT DROP AS SELECT 1 AS one;
ALTER TABLE users ADD two int;
CREATE TABLE of_second AS SELECT * FROM users;
COMMIT AND CHAIN;
ALTER TABLE users ADD three int;
COMMIT;
BEGIN;
CREATE TEMP TABLE users (x int) ON COMMIT DROP;
ALTER TABLE users RENAME TO other;
ALTER TABLE users ADD four int;
SAVEPOINT one;
CREATE TEMP TABLE users (y int) ON COMMIT DROP;
ROLLBACK TO one;
ALTER TABLE users ADD five int;
CREATE TEMP TABLE users (z int) ON COMMIT DROP;
ROLLBACK;
ALTER TABLE users ADD six int;
-- these stay
BEGIN;
CREATE TEMP TABLE kept (x int);
CREATE TEMP TABLE emptied (x int) ON COMMIT DELETE ROWS;
COMMIT;
ALTER TABLE kept ADD y int;
ALTER TABLE emptied ADD y int;
CREATE TABLE of_kept AS SELECT kept.x, emptied.y FROM kept, emptied;
-- outside of a transaction they are gone at once
DO $$ BEGIN
    CREATE TEMP TABLE staged ON COMMIT DROP AS SELECT id FROM users;
    CREATE TABLE of_staged AS SELECT * FROM staged;
END $$;
DO $$ BEGIN
    CREATE TEMPORARY TABLE staged (m int, n int) ON COMMIT DROP;
    CREATE TABLE of_staged_again AS SELECT * FROM staged;
END $$;
CREATE TEMP TABLE staged (p int) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS staged (q int);
CREATE TABLE of_staged_last AS SELECT * FROM staged;
