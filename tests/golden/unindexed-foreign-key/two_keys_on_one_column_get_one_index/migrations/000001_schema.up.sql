CREATE TABLE people (id int PRIMARY KEY);
CREATE TABLE members (id int PRIMARY KEY REFERENCES people);
CREATE TABLE visits (
    id     int PRIMARY KEY,
    person int REFERENCES people,
    CONSTRAINT visits_member_fkey FOREIGN KEY (person) REFERENCES members
);
