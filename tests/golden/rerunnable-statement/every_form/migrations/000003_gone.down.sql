CREATE UNIQUE INDEX by_name ON public.small USING btree (name);
