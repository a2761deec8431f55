CREATE TABLE orders (
    id          bigint PRIMARY KEY,
    total_cents integer NOT NULL,
    tax_cents   integer
);
CREATE TABLE "Refund" ("Total_cents" integer, back_cents bigint, note_cents text);
