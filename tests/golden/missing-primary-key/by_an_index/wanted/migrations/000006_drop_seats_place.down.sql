CREATE UNIQUE INDEX CONCURRENTLY seats_place ON public.seats (hall, number);
