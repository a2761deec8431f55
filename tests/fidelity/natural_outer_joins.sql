-- of sides that share nothing
CREATE TABLE lamps (lamp int); CREATE TABLE poles (height int); CREATE TABLE masts (tall int); CREATE TABLE places (place_id int, label text);
CREATE VIEW beside AS SELECT lamp, height FROM lamps NATURAL LEFT JOIN poles;
CREATE VIEW beside_too AS SELECT * FROM lamps AS l NATURAL FULL OUTER JOIN (SELECT height FROM poles) p NATURAL RIGHT JOIN places;
CREATE VIEW beside_and_by_name AS SELECT * FROM lamps l NATURAL RIGHT JOIN poles NATURAL LEFT JOIN poles p;
CREATE VIEW still_beside AS SELECT * FROM masts NATURAL LEFT JOIN places;
ALTER TABLE poles ADD lamp int;
ALTER TABLE places RENAME label TO lamp;
