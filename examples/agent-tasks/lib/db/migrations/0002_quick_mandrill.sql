ALTER TABLE "tasks" ADD COLUMN "selected_agent" text DEFAULT 'claude';
