CREATE INDEX CONCURRENTLY shops_region_idx ON public.shops (region);
