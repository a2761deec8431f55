ALTER TABLE "tasks" ADD COLUMN "error" text;
