CREATE SCHEMA "My Schema";
CREATE TABLE "My Schema"."Order" ("select" int PRIMARY KEY, "Größe" text DEFAULT 'ü', "a""b" int, "user" text);
CREATE INDEX "Idx ünï" ON "My Schema"."Order" ("Größe", lower("user"));
ALTER TABLE "My Schema"."Order" ADD CONSTRAINT "größer null" CHECK ("a""b" > 0);
CREATE FUNCTION "My Schema"."Do It"("Arg" "My Schema"."Order") RETURNS text LANGUAGE sql AS $$ SELECT "Arg"."Größe" $$;
CREATE POLICY "wer darf?" ON "My Schema"."Order" USING ("user" = current_user);
COMMENT ON COLUMN "My Schema"."Order"."Größe" IS 'wie groß – genau';
CREATE TABLE a_name_that_is_much_longer_than_what_postgresql_keeps_of_an_identifier_so_it_is_cut (a_column_whose_name_is_rather_long_too int UNIQUE, b int REFERENCES a_name_that_is_much_longer_than_what_postgresql_keeps_of_an_ide (a_column_whose_name_is_rather_long_too));
