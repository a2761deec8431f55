ALTER TABLE "orders" ADD CONSTRAINT "orders_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action NOT VALID;--> statement-breakpoint
/* moved to a migration of its own, behind the others */--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "note" text;
