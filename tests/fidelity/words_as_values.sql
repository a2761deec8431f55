-- a parameter's value may be a bare or quoted word
CREATE TABLE items (id int PRIMARY KEY WITH (deduplicate_items = off), code text,
    UNIQUE (code) WITH (fillfactor = 70, deduplicate_items = off)) WITH (autovacuum_enabled = off);
CREATE VIEW codes WITH (security_barrier = off) AS SELECT code FROM items;
CREATE PUBLICATION inserted FOR TABLE items WITH (publish = insert, publish_via_partition_root = off);
CREATE PUBLICATION changed FOR TABLE items WITH (publish_via_partition_root);
ALTER PUBLICATION changed SET (publish = "update");
CREATE COLLATION bytes (LC_COLLATE = "POSIX", LC_CTYPE = "POSIX");
CREATE COLLATION copied FROM "POSIX";
CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = pg_catalog."simple", STOPWORDS = "english", ACCEPT = false);
