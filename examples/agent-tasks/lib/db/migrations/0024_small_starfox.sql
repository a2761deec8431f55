ALTER TABLE "tasks" ADD COLUMN "base_branch" text;
