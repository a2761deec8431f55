CREATE TABLE "customers" (
	"id" bigint PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE INDEX "customers_by_id" ON "customers" USING btree ("id");
