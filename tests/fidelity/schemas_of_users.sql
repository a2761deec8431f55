-- the schema that is called as the role that acts
CREATE SCHEMA app AUTHORIZATION fidelity_a;
SET ROLE fidelity_a;
RESET ROLE;
CREATE SCHEMA fidelity_a AUTHORIZATION fidelity_a;
SET ROLE fidelity_a;
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT a FROM t;
SET search_path = app;
CREATE TABLE t (a int);
SET search_path = "$user", app;
CREATE TABLE u (a int);
RESET ROLE; RESET search_path;
CREATE TABLE w (a int);
