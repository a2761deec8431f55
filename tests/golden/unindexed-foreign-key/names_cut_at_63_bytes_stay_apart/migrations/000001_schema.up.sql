CREATE TABLE "Straßenverzeichnis" (id int PRIMARY KEY);
CREATE TABLE "übergangsregelungen_für_genossenschaftliche_ähnlichkeiten" (
    id int PRIMARY KEY,
    "straße_der_hauptniederlassung_a" int REFERENCES "Straßenverzeichnis",
    "straße_der_hauptniederlassung_b" int REFERENCES "Straßenverzeichnis"
);
