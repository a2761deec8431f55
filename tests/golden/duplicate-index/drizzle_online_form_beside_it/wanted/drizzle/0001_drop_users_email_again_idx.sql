-- Every write keeps users_email_again_idx up to date, and users_email_idx serves all its queries.  [duplicate-index]
-- Lock: ACCESS EXCLUSIVE on users; reads and writes wait, for a moment.
SET LOCAL lock_timeout = '5s';
--> statement-breakpoint
SET LOCAL statement_timeout = '30s';
--> statement-breakpoint
DROP INDEX IF EXISTS public.users_email_again_idx;
--> statement-breakpoint
-- Drizzle runs all pending files in one transaction: the limits end with this file.
SET LOCAL lock_timeout = DEFAULT;
--> statement-breakpoint
SET LOCAL statement_timeout = DEFAULT;
