CREATE TABLE makers (id int PRIMARY KEY);
CREATE TABLE goods (id int, maker int, CONSTRAINT made_by FOREIGN KEY (maker) REFERENCES makers) PARTITION BY LIST (id);
-- the name is taken
CREATE TABLE goods_1 (id int, maker int, CONSTRAINT made_by CHECK (maker > 0));
ALTER TABLE goods ATTACH PARTITION goods_1 FOR VALUES IN (1);
-- a key of its own that is another: on delete, not validated, deferrable
CREATE TABLE goods_2 (id int, maker int, FOREIGN KEY (maker) REFERENCES makers ON DELETE CASCADE);
ALTER TABLE goods ATTACH PARTITION goods_2 FOR VALUES IN (2);
CREATE TABLE goods_3 (id int, maker int);
ALTER TABLE goods_3 ADD CONSTRAINT made_by FOREIGN KEY (maker) REFERENCES makers NOT VALID;
ALTER TABLE goods ATTACH PARTITION goods_3 FOR VALUES IN (3);
CREATE TABLE goods_4 (id int, maker int, CONSTRAINT made_by FOREIGN KEY (maker) REFERENCES makers DEFERRABLE);
ALTER TABLE goods ATTACH PARTITION goods_4 FOR VALUES IN (4);
CREATE TABLE goods_5 (id int, maker int, CONSTRAINT mine FOREIGN KEY (maker) REFERENCES makers);
ALTER TABLE goods ATTACH PARTITION goods_5 FOR VALUES IN (5);
-- added later
CREATE TABLE spares (id int, maker int) PARTITION BY LIST (id);
CREATE TABLE spares_1 PARTITION OF spares FOR VALUES IN (1);
ALTER TABLE spares_1 ADD CONSTRAINT made_by CHECK (maker > 0);
ALTER TABLE spares_1 ADD CONSTRAINT spares_1_maker_fkey CHECK (maker > 0), ADD CONSTRAINT made_by_1 CHECK (id > 0);
ALTER TABLE spares ADD CONSTRAINT made_by FOREIGN KEY (maker) REFERENCES makers;
-- what becomes of a key becomes of its copies, too
CREATE TABLE growers (id int PRIMARY KEY);
CREATE TABLE fruit (id int, grower int REFERENCES growers) PARTITION BY LIST (id);
CREATE TABLE fruit_1 PARTITION OF fruit FOR VALUES IN (1) PARTITION BY LIST (grower);
CREATE TABLE fruit_1_1 PARTITION OF fruit_1 FOR VALUES IN (1);
ALTER TABLE fruit ALTER CONSTRAINT fruit_grower_fkey DEFERRABLE INITIALLY DEFERRED;
