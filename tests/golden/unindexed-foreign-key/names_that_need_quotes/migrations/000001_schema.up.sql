CREATE SCHEMA "Sales";
CREATE TABLE "Sales"."Order" ("Id" int PRIMARY KEY);
CREATE TABLE "Sales"."select" (
    id       int PRIMARY KEY,
    "from"   int REFERENCES "Sales"."Order",
    "a""b''" int REFERENCES "Sales"."Order"
);
