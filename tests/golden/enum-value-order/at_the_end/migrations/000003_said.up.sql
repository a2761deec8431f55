ALTER TYPE public.color ADD VALUE 'black' BEFORE 'red';
