CREATE TABLE public.orders (
    id bigint PRIMARY KEY,
    customer_id bigint NOT NULL,
    status text NOT NULL,
    at timestamptz NOT NULL
);
COMMENT ON TABLE public.orders IS 'What was bought.';
CREATE INDEX orders_customer ON public.orders (customer_id);
CREATE INDEX orders_customer_status ON public.orders (customer_id, status) INCLUDE (at);
CREATE INDEX orders_status_open ON public.orders (status) WHERE status <> 'done';
CREATE INDEX orders_status_at ON public.orders (status, at);
CREATE UNIQUE INDEX orders_at ON public.orders (at);
CREATE INDEX orders_at_id ON public.orders (at, id);
