-- Who buys from us.
CREATE TABLE "customers" (
	"id" bigint PRIMARY KEY NOT NULL
);
--> statement-breakpoint
-- One purchase.
CREATE TABLE "orders" (
	"id" bigint PRIMARY KEY NOT NULL
);
