-- events has no primary key; at, kind identifies a row.  [missing-primary-key]
-- logs has no primary key, and nothing else identifies a row.  [missing-primary-key]
-- seats has no primary key; hall, number identifies a row.  [missing-primary-key]
-- Reads and writes of public.events wait while the index is built: a key of a partitioned table cannot be made from an index.
-- Locks: ACCESS EXCLUSIVE on events, events_1, logs, seats; reads and writes wait while it reads the table.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.events ADD CONSTRAINT events_pkey PRIMARY KEY (at, kind);
ALTER TABLE public.logs ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT logs_pkey PRIMARY KEY;
ALTER TABLE public.seats ADD CONSTRAINT seats_hall_is_set CHECK (hall IS NOT NULL) NOT VALID;
COMMIT;
