CREATE SCHEMA s; CREATE TABLE s.t (a int PRIMARY KEY, b int CONSTRAINT k CHECK (b > 0)); CREATE INDEX i ON s.t (b);
COMMENT ON SCHEMA s IS 'it''s'; COMMENT ON TABLE s.t IS E'two\nlines \\ slash'; COMMENT ON COLUMN s.t.a IS 'ü';
COMMENT ON CONSTRAINT k ON s.t IS 'check'; COMMENT ON CONSTRAINT t_pkey ON s.t IS 'key'; COMMENT ON INDEX s.t_pkey IS 'key index';
COMMENT ON INDEX s.i IS $$dollar$$; COMMENT ON COLUMN s.t.b IS 'gone'; COMMENT ON COLUMN s.t.b IS NULL;
COMMENT ON TABLE s.t IS E'newer\nlines \\ slash';
