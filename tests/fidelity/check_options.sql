CREATE TABLE t (id int);
CREATE VIEW v WITH (security_barrier) AS SELECT id FROM t WHERE id > 0;
ALTER VIEW v SET (check_option = local, security_barrier = off);
CREATE VIEW w AS SELECT id FROM t WHERE id > 0 WITH CHECK OPTION;
ALTER VIEW w RESET (check_option);
CREATE VIEW x AS SELECT id FROM t WHERE id > 0 WITH LOCAL CHECK OPTION;
ALTER VIEW x SET (check_option = "cascaded");
