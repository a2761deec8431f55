CREATE SCHEMA "My Schema";
CREATE TABLE "My Schema"."Order" ("select" int PRIMARY KEY, "with ""quotes""" text, "a.b" int CHECK ("a.b" > 0),
    "UPPER" int DEFAULT 1, user_id int, "user" text);
CREATE TABLE "table" ("column" int REFERENCES "My Schema"."Order" ("select"), "check" text COLLATE "C");
CREATE INDEX "My Index" ON "My Schema"."Order" ("UPPER", lower("user"));
CREATE INDEX ON "My Schema"."Order" ("with ""quotes""");
ALTER TABLE "My Schema"."Order" ADD CONSTRAINT "the ""check""" CHECK ("select" <> "UPPER");
CREATE VIEW "My Schema"."View" ("A", "b c") AS SELECT "select", "a.b" FROM "My Schema"."Order";
CREATE SEQUENCE "My Schema"."Seq" OWNED BY "My Schema"."Order"."UPPER";
ALTER TABLE "My Schema"."Order" ALTER "UPPER" SET DEFAULT nextval('"My Schema"."Seq"');
CREATE FUNCTION "My Schema"."Do It"("Arg" int) RETURNS int LANGUAGE sql AS 'SELECT $1';
CREATE TYPE "My Schema"."Type" AS ENUM ('a');
ALTER TABLE "table" ADD "t" "My Schema"."Type" DEFAULT 'a', ADD "ts" "My Schema"."Type"[];
-- an apostrophe in a name that stands in a constant
CREATE SCHEMA apart;
CREATE SEQUENCE apart.counted;
CREATE TABLE apart.counts (a int DEFAULT nextval('apart.counted'), b int DEFAULT nextval('apart."counted"'::regclass));
CREATE VIEW apart.named AS SELECT 'apart.counts'::regclass AS y, counts.a FROM apart.counts;
ALTER SEQUENCE apart.counted RENAME TO "coun't";
ALTER SEQUENCE apart."coun't" RENAME TO "co'un'ted";
ALTER TABLE apart.counts RENAME TO "coun'ts";
ALTER SCHEMA apart RENAME TO "a'part";
ALTER TABLE "a'part"."coun'ts" ADD c int DEFAULT nextval('"a''part"."co''un''ted"');
ALTER SEQUENCE "a'part"."co'un'ted" SET SCHEMA "My Schema";
