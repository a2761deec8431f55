ALTER TABLE "tasks" ADD COLUMN "preview_url" text;
