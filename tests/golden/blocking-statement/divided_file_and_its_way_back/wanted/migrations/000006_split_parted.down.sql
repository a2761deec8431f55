BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.p1 DROP CONSTRAINT IF EXISTS p1_at_check;
ALTER TABLE public.parted ATTACH PARTITION public.p1 FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
COMMIT;
