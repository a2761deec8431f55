CREATE TABLE public.a_name_that_is_longer_than_sixty_three_bytes_and_therefore_cut_by_postgres (
    id bigint CONSTRAINT "größe_größe_größe_größe_größe_größe_größe_größe_größe_größe" PRIMARY KEY
);
COMMENT ON TABLE public.a_name_that_is_longer_than_sixty_three_bytes_and_therefore_cut_by_postgres IS 'Short.';
