ALTER TABLE "tasks" ADD COLUMN "mcp_server_ids" jsonb;
