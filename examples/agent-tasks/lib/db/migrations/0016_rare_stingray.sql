ALTER TABLE "tasks" ADD COLUMN "pr_status" text;
