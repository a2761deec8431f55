CREATE TABLE bookings (
    id        bigint PRIMARY KEY,
    seats     integer,
    starts_at timestamptz NOT NULL,
    ends_at   timestamptz NOT NULL
);
