ALTER TYPE public.color ADD VALUE IF NOT EXISTS 'it''s blue' -- new
;
