CREATE TABLE devices (id bigint PRIMARY KEY);
CREATE TABLE readings (
    device_id bigint NOT NULL REFERENCES devices,
    taken_on  date NOT NULL,
    site      int NOT NULL,
    value     double precision
) PARTITION BY RANGE (taken_on);
CREATE TABLE readings_2025 PARTITION OF readings FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')
    PARTITION BY LIST (site);
CREATE TABLE readings_2025_1 PARTITION OF readings_2025 FOR VALUES IN (1);
CREATE TABLE readings_2025_2 PARTITION OF readings_2025 FOR VALUES IN (2);
CREATE TABLE readings_2026 PARTITION OF readings FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
