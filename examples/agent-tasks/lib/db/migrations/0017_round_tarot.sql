ALTER TABLE "tasks" ADD COLUMN "selected_model" text;
