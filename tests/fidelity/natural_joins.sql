CREATE TABLE owners (id int, owner_id int, label text);
CREATE TABLE things (thing_id int, owner_id int, weight int);
CREATE TABLE places (place_id int, thing_id int);
CREATE VIEW owned AS SELECT * FROM owners NATURAL JOIN things;
CREATE VIEW owned_too AS SELECT label, heavy, place_id FROM owners AS o NATURAL LEFT OUTER JOIN things t (thing_id, owner_id, heavy) NATURAL JOIN (SELECT place_id, thing_id FROM places NATURAL JOIN things) AS p WHERE place_id > 0;
CREATE VIEW natural_first AS WITH both_of_them AS (SELECT owner_id FROM owners NATURAL JOIN things) SELECT owner_id FROM both_of_them NATURAL FULL JOIN owners;
ALTER TABLE owners ADD created_at date; ALTER TABLE things ADD created_at date; ALTER TABLE places ADD created_at date;
CREATE VIEW unchanged AS SELECT label FROM owners NATURAL JOIN things;
-- of sides that share nothing
CREATE TABLE lamps (lamp int);
CREATE VIEW side_by_side AS SELECT * FROM lamps NATURAL JOIN owners;
CREATE VIEW side_by_side_too AS SELECT lamp, weight FROM lamps l NATURAL INNER JOIN things AS t;
ALTER TABLE lamps ADD label text; ALTER TABLE things RENAME weight TO lamp;
