ALTER TABLE "tasks" ADD COLUMN "max_duration" integer DEFAULT 5;
