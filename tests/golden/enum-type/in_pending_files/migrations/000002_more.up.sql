ALTER TYPE public.status ADD VALUE 'gone';
