CREATE ROLE fixer_keeper;
CREATE SCHEMA vault AUTHORIZATION fixer_keeper
    CREATE TABLE boxes (id serial PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY)
    CREATE VIEW full_boxes AS SELECT id FROM boxes
    CREATE SEQUENCE numbers
    CREATE INDEX ON boxes (n);
CREATE SCHEMA AUTHORIZATION fixer_keeper CREATE TABLE own (id int);
CREATE SCHEMA plain CREATE TABLE own (id int);
