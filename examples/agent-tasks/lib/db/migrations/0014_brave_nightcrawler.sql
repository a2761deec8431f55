ALTER TABLE "tasks" ADD COLUMN "deleted_at" timestamp;
