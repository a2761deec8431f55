CREATE TABLE t (a smallint, b int4, c bigint, d real, e double precision, f numeric, g numeric(10), h numeric(10, 3), i varchar,
    j varchar(5), k char, l char(7), m bpchar, n text, o bytea, p bool, q date, r time, s time(3) with time zone, t timestamp,
    u timestamp(0), v timestamptz(6), w interval, x interval(2), y interval year to month, z interval day to second(3), aa bit,
    ab bit(5), ac bit varying(9), ad uuid, ae json, af jsonb, ag xml, ah inet, ai cidr, aj macaddr, ak money, al point, am tsvector,
    an int[], ao text[][], ap varchar(9)[], aq "char", ar name, as_ oid, at_ regclass, au int4range, av tstzmultirange, aw pg_lsn,
    ax decimal(4, 2), ay dec, az float, ba float(10), bb character varying(3)[3], bc national character(4), bd int4[2][2]);
ALTER TABLE t ALTER a SET DEFAULT 1::smallint, ALTER b SET DEFAULT (1 + 2), ALTER n SET DEFAULT 'a' || 'b', ALTER p SET DEFAULT true,
    ALTER q SET DEFAULT CURRENT_DATE, ALTER v SET DEFAULT CURRENT_TIMESTAMP, ALTER an SET DEFAULT ARRAY[1, 2], ALTER ao SET DEFAULT '{}',
    ALTER af SET DEFAULT '{"a": [1]}', ALTER w SET DEFAULT '1 day'::interval, ALTER ad SET DEFAULT gen_random_uuid(), ALTER j SET DEFAULT NULL;
-- the cast of an array is taken to its elements
CREATE TABLE of_codes (code varchar(10) CHECK (code IN ('x', 'y')), other varchar(3));
CREATE INDEX codes ON of_codes (other) WHERE code IN ('x', 'y');
ALTER TABLE of_codes ALTER code TYPE varchar(1);
CREATE TABLE too_fine (a timestamptz(9), b time(8), c interval(7), d interval second(9), e timestamp(3)[]);
