-- PostgreSQL takes these, and refuses every query of them
CREATE TABLE t (a int, b text);
CREATE VIEW itself AS TABLE t;
CREATE OR REPLACE VIEW itself AS TABLE itself;
CREATE VIEW first AS SELECT * FROM t;
CREATE VIEW second AS SELECT * FROM first;
CREATE OR REPLACE VIEW first AS SELECT * FROM second;
CREATE VIEW third AS SELECT * FROM first;
