-- größe: two bytes a letter
create table größe (id serial primary key, "naïve" varchar(10), n int);
alter table größe add column b int; alter table größe add column c json;
	create index idx_b on größe (b);
