-- the other one of a pair, whichever names which
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq, NEGATOR = !==);
CREATE OPERATOR !== (LEFTARG = int, RIGHTARG = int, FUNCTION = int4ne);
CREATE OPERATOR ~=~ (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = int8eq);
CREATE OPERATOR !=~ (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = int8ne, NEGATOR = ~=~, COMMUTATOR = !=~);
CREATE OPERATOR <~ (LEFTARG = int, RIGHTARG = bigint, FUNCTION = int48lt, COMMUTATOR = >~);
CREATE OPERATOR >~ (LEFTARG = bigint, RIGHTARG = int, FUNCTION = int84gt);
CREATE SCHEMA own; SET search_path = own, public;
CREATE OPERATOR <=~ (LEFTARG = int, RIGHTARG = bigint, FUNCTION = int48le, COMMUTATOR = >=~);
CREATE OPERATOR !<~ (LEFTARG = int, RIGHTARG = bigint, FUNCTION = int48ge, NEGATOR = <~);
SET search_path = public;
-- from PostgreSQL 17 one can be told later
CREATE OPERATOR %= (LEFTARG = smallint, RIGHTARG = smallint, FUNCTION = int2eq);
CREATE OPERATOR %<> (LEFTARG = smallint, RIGHTARG = smallint, FUNCTION = int2ne);
ALTER OPERATOR %= (smallint, smallint) SET (NEGATOR = %<>, HASHES, MERGES);
-- expressions follow one to another schema
CREATE SCHEMA later;
CREATE FUNCTION near(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT abs($1 - $2) < 2';
CREATE FUNCTION compared(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE OPERATOR ~~# (LEFTARG = int, RIGHTARG = int, FUNCTION = near, COMMUTATOR = ~~#);
CREATE OPERATOR own.<#> (LEFTARG = int, RIGHTARG = int, FUNCTION = compared);
CREATE OPERATOR <#? (LEFTARG = int, RIGHTARG = int, FUNCTION = int4lt);
CREATE TABLE t (
    a int, b int DEFAULT 1 OPERATOR(own.<#>) 2, c int GENERATED ALWAYS AS (a OPERATOR(own.<#>) 1) STORED,
    CONSTRAINT close CHECK (a~~#b), CONSTRAINT less CHECK (a <#? ANY (ARRAY[1, 2]) AND NOT a <#? 2)
);
CREATE INDEX ON t ((a OPERATOR(own.<#>) 1)) WHERE a ~~# 2;
CREATE MATERIALIZED VIEW kept AS SELECT a OPERATOR(own.<#>) b AS s FROM t WHERE a OPERATOR(public.~~#) 1;
CREATE POLICY p ON t USING (a ~~# b);
CREATE FUNCTION fired() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER fires BEFORE UPDATE ON t FOR EACH ROW WHEN (OLD.a ~~# NEW.a) EXECUTE FUNCTION fired();
CREATE RULE nothing AS ON UPDATE TO t WHERE OLD.a ~~# 9 DO INSTEAD NOTHING;
CREATE DOMAIN near_three AS int CHECK (VALUE ~~# 3) DEFAULT 3 OPERATOR(own.<#>) 1;
CREATE FUNCTION following(a int DEFAULT 1 OPERATOR(own.<#>) 1) RETURNS int LANGUAGE sql RETURN $1 OPERATOR(own.<#>) 1;
CREATE OPERATOR CLASS by_less FOR TYPE int USING btree AS OPERATOR 1 <#?, OPERATOR 3 =, FUNCTION 1 compared(int, int);
CREATE OPERATOR FAMILY apart USING btree;
ALTER OPERATOR FAMILY apart USING btree ADD OPERATOR 1 <#? (int, int), FUNCTION 1 (int, int) compared(int, int);
SET search_path = own, public;
CREATE TABLE public.found (a int DEFAULT 1<#>2, CHECK (a <#> 1 <#> 2 = 3));
CREATE VIEW public.finds AS SELECT a<#>a AS x FROM public.found;
SET search_path = public;
ALTER OPERATOR ~~# (int, int) SET SCHEMA later;
ALTER OPERATOR <#? (int, int) SET SCHEMA later;
ALTER FUNCTION compared(int, int) SET SCHEMA later;
ALTER SCHEMA own RENAME TO owned;
