-- Indexes for the daily rate limit: tasks and messages counted per user and day

CREATE INDEX IF NOT EXISTS idx_tasks_user_id_created_at ON "tasks"("user_id", "created_at");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS idx_tasks_user_id_deleted_at ON "tasks"("user_id", "deleted_at");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS idx_task_messages_task_id ON "task_messages"("task_id");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS idx_task_messages_created_at ON "task_messages"("created_at");
