CREATE TABLE public."customers" (
	"id" bigint PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE INDEX "customers_by_id" ON public."customers" USING btree ("id");
