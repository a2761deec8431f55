-- the other one of a pair, whichever names which
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq, NEGATOR = !==);
CREATE OPERATOR !== (LEFTARG = int, RIGHTARG = int, FUNCTION = int4ne);
CREATE OPERATOR ~=~ (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = int8eq);
CREATE OPERATOR !=~ (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = int8ne, NEGATOR = ~=~, COMMUTATOR = !=~);
CREATE OPERATOR <~ (LEFTARG = int, RIGHTARG = bigint, FUNCTION = int48lt, COMMUTATOR = >~);
CREATE OPERATOR >~ (LEFTARG = bigint, RIGHTARG = int, FUNCTION = int84gt);
CREATE SCHEMA own; SET search_path = own, public;
CREATE OPERATOR !~= (LEFTARG = smallint, RIGHTARG = smallint, FUNCTION = int2ne, NEGATOR = OPERATOR(public.~~=));
CREATE OPERATOR public.~~= (LEFTARG = smallint, RIGHTARG = smallint, FUNCTION = int2eq, COMMUTATOR = OPERATOR(public.~~=));
CREATE OPERATOR <=~ (LEFTARG = int, RIGHTARG = bigint, FUNCTION = int48le, COMMUTATOR = >=~);
CREATE OPERATOR !<~ (LEFTARG = int, RIGHTARG = bigint, FUNCTION = int48ge, NEGATOR = <~);
SET search_path = public;
-- from PostgreSQL 17 one can be told later
CREATE OPERATOR %= (LEFTARG = smallint, RIGHTARG = smallint, FUNCTION = int2eq);
CREATE OPERATOR %<> (LEFTARG = smallint, RIGHTARG = smallint, FUNCTION = int2ne);
ALTER OPERATOR %= (smallint, smallint) SET (NEGATOR = %<>, HASHES, MERGES);
