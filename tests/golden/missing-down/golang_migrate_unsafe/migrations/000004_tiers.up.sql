CREATE TABLE tiers (name text PRIMARY KEY);
