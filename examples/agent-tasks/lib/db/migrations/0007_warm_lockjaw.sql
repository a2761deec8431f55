ALTER TABLE "tasks" ADD COLUMN "sandbox_id" text;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "agent_session_id" text;
