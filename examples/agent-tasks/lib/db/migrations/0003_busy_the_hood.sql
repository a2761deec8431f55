ALTER TABLE "tasks" ADD COLUMN "install_dependencies" boolean DEFAULT false;
