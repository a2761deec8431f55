CREATE SCHEMA "Größen";
CREATE TABLE "Größen"."Übergrößenträgerverzeichniseinträge für Händler außerhalb" (
    "Schlüsselübergabeprotokollnummer der Ausgabestelle" serial PRIMARY KEY,
    "名前と住所と電話番号とメールアドレスと会社名" text UNIQUE CHECK ("名前と住所と電話番号とメールアドレスと会社名" <> ''), "é" int);
CREATE INDEX ON "Größen"."Übergrößenträgerverzeichniseinträge für Händler außerhalb" ("名前と住所と電話番号とメールアドレスと会社名", "é");
CREATE TABLE "表" ("列" int REFERENCES "Größen"."Übergrößenträgerverzeichniseinträge für Händler außerhalb", "😀" text DEFAULT '😀');
COMMENT ON COLUMN "表"."列" IS 'Spaltenüberschrift';
CREATE VIEW "Sicht ü" AS SELECT "列" AS "Ä", "😀" FROM "表";
