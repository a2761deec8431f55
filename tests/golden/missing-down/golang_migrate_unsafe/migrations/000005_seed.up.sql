INSERT INTO tiers (name) VALUES ('free'), ('paid');
