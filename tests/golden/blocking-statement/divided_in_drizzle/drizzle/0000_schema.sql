CREATE TABLE "customers" ("id" bigint PRIMARY KEY NOT NULL);
--> statement-breakpoint
CREATE TABLE "orders" ("id" bigint PRIMARY KEY NOT NULL, "customer_id" bigint);
