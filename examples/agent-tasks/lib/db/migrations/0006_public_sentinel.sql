ALTER TABLE "connectors" ADD COLUMN "type" text DEFAULT 'remote' NOT NULL;--> statement-breakpoint
ALTER TABLE "connectors" ADD COLUMN "command" text;--> statement-breakpoint
ALTER TABLE "connectors" ADD COLUMN "env" jsonb;
