CREATE TABLE as_written (status text CHECK (status IN ('published', 'draft')));
CREATE TABLE as_printed (
    status character varying(20),
    CONSTRAINT one_of CHECK (((status)::text = ANY ((ARRAY['draft'::character varying, 'published'::character varying])::text[])))
);
CREATE TABLE narrower (status text CHECK (status = 'draft'), total_cents int CHECK (total_cents > 0 AND total_cents < 1000));
CREATE TABLE wider (status text CHECK (status IN ('draft', 'published', 'gone')), total_cents int CHECK (total_cents > -1 OR total_cents IS NULL));
