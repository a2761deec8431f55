create table notes (id int);

alter table notes add constraint c check (id > 0);
create index i on notes (id);
-- é
/* ü */ alter table notes drop column "naïve";
