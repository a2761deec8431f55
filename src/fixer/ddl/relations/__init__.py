"""What tables, views and indexes have in common: where they are stored, what they are partitioned by; indexes and sequences."""
