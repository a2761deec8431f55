ALTER TABLE "tasks" ADD COLUMN "last_heartbeat" timestamp;
