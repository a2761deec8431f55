-- Sandbox guardrails: how often a heartbeat extended the timeout, and which sandboxes are stale

ALTER TABLE "tasks" ADD COLUMN IF NOT EXISTS "heartbeat_extension_count" integer DEFAULT 0;
--> statement-breakpoint
-- Tasks whose timeout was extended
CREATE INDEX IF NOT EXISTS idx_tasks_heartbeat_extension ON "tasks"("heartbeat_extension_count")
  WHERE "heartbeat_extension_count" > 0;
--> statement-breakpoint
-- Sandboxes to clean up
CREATE INDEX IF NOT EXISTS idx_tasks_sandbox_cleanup ON "tasks"("sandbox_id", "last_heartbeat")
  WHERE "sandbox_id" IS NOT NULL;
