ALTER TABLE parted DETACH PARTITION p1 /* the oldest */;
