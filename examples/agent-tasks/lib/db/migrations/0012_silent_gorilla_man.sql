ALTER TABLE "tasks" ADD COLUMN "keep_alive" boolean DEFAULT false;
