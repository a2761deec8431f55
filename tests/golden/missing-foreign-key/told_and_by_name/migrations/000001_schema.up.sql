CREATE TABLE public.customers (id bigint PRIMARY KEY);
CREATE TABLE public.users (id uuid PRIMARY KEY);
CREATE TABLE public.categories (id bigint PRIMARY KEY);
CREATE TABLE public.orders (
    id bigint PRIMARY KEY,
    customer_id bigint NOT NULL,
    category_id bigint,
    user_id bigint,
    external_id text,
    actor uuid,
    known_id bigint REFERENCES public.customers
);
