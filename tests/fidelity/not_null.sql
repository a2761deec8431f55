-- NOT NULL as PostgreSQL 18 has it; what is left out before that, is left out on both sides

-- names: said, by default, of what is renamed, of those that are taken
create table named (a int constraint a_set not null, b int not null, c int, constraint c_set not null c, d serial);
create table other (x serial constraint serial_set not null, y int generated always as identity constraint y_set not null,
    z int primary key constraint z_set not null, twice int constraint twice not null constraint twice not null,
    late int not null, constraint late_set not null late, early int constraint early_set not null, not null early);
create table h (a_b int not null);
create table h_a (b int not null);
create table i (c int, constraint i_c_not_null check (c > 0));
alter table i alter c set not null;
create table taking (d int constraint taking_c_not_null not null, c int not null);
create table a_table_with_a_name_as_long_as_names_may_be_in_postgresql (a_column_with_a_rather_long_name_as_well int not null);
create table moved (a int not null, b int constraint moved_b not null);
alter table moved rename to away;
alter table away rename column a to c;
alter table away add column a int not null default 1;
create table renamed (a int not null, b int constraint b_set not null);
alter table renamed rename constraint renamed_a_not_null to a_set;
alter table renamed rename constraint b_set to renamed_b_not_null;
create table keyed (a int, b int, c int constraint c_set not null);
alter table keyed add primary key (a, c);
alter table keyed drop constraint keyed_pkey;
create unique index keyed_b on keyed (b);
alter table keyed add primary key using index keyed_b;
create type pair as (a int, b int);
create table keys (x int not null, y int); create table keyed_heir (x int primary key) inherits (keys);
create table typed of pair (a not null, constraint b_set not null b);
create schema elsewhere;
create table elsewhere.named (a int not null);
alter table elsewhere.named rename to others;
alter table elsewhere.others set schema public;

-- NOT VALID and NO INHERIT
create table rows_left (a int, b int, c int, d int, e int);
alter table rows_left add constraint a_nv not null a not valid, add not null b not valid, add constraint c_nv not null c not valid,
    add constraint d_nv not null d no inherit not valid, add constraint e_nv not null e not valid;
alter table rows_left validate constraint rows_left_b_not_null;
alter table rows_left alter c set not null;
alter table rows_left drop constraint e_nv;
alter table rows_left add column f int constraint f_ni not null no inherit;
create table of_it (like rows_left);
create table more_of_it (z int, like rows_left including all);
create table under_it () inherits (rows_left);
create table alone (a int not null no inherit, b int constraint b_ni not null no inherit, c int, constraint c_ni not null c no inherit);
create table heir_of_alone (b int not null) inherits (alone);
alter table alone alter constraint b_ni inherit;
create table back_again (a int constraint a_set not null, b int);
create table heir_of_back_again () inherits (back_again);
alter table back_again alter constraint a_set no inherit;
create table ni_key (a int primary key);
alter table ni_key alter constraint ni_key_a_not_null no inherit;
create table ni_identity (a int not null no inherit);
alter table ni_identity alter a add generated always as identity;

-- heirs
create table p (x int constraint foo not null, y int not null, z int not null no inherit, free int);
create table p1 () inherits (p);
create table p2 (x int not null, y int constraint cy not null, z int not null) inherits (p);
create table p3 (x int, constraint q not null x) inherits (p);
create table p4 () inherits (p1);
alter table p alter x drop not null;
alter table p alter y drop not null;
alter table p alter y set not null;
alter table p1 alter free set not null;
alter table p1 alter y set not null;
alter table p add constraint free_set not null free;
create table m1 (x int constraint m1n not null);
create table m2 (x int constraint m2n not null, y int);
create table m3 () inherits (m1, m2);
create table m4 (x int) inherits (m2, m1);
create table m5 (x int, y int not null);
create table m6 () inherits (m5, m2);
alter table m1 drop constraint m1n;
alter table m5 rename constraint m5_y_not_null to y_set;
create table joining (x int constraint joining_set not null, y int);
alter table joining inherit m2;
alter table m6 no inherit m2;
alter table m3 no inherit m2;
create table n (x int, y int);
create table n1 () inherits (n);
create table n2 () inherits (n1);
create table n3 (x int constraint n3_set not null) inherits (n);
alter table n add constraint n_nv not null x not valid, add constraint y_nv not null y not valid;
create table n4 () inherits (n);
create table n5 (x int);
alter table n5 add constraint n5_nv not null x not valid, add y int not null default 1;
alter table n5 inherit n;
alter table n2 validate constraint n_nv;
alter table n validate constraint y_nv;
create table k (x int, y int);
create table k1 () inherits (k);
alter table k add primary key (x);
alter table k add column s serial, add column k int constraint kk not null default 1;

-- partitions
create table parted (x int constraint foo_set not null, y int, z int) partition by range (x);
create table parted_1 partition of parted for values from (1) to (2);
create table parted_2 partition of parted (x constraint x2 not null, z not null) for values from (2) to (3);
create table parted_3 partition of parted (constraint z3 not null z) for values from (3) to (4);
create table parted_4 (x int not null, y int constraint y4_set not null, z int);
alter table parted attach partition parted_4 for values from (4) to (5);
create table parted_5 (x int not null, y int not null, z int);
alter table parted attach partition parted_5 for values from (5) to (6);
alter table parted add constraint y_nv not null y not valid;
create table parted_6 partition of parted for values from (6) to (7);
alter table parted detach partition parted_1;
alter table parted_3 drop constraint z3;
alter table parted alter z set not null;
create table listed (a int, b int) partition by list (a);
create table listed_1 partition of listed for values in (1);
alter table listed add primary key (a);
alter table listed rename constraint listed_a_not_null to a_set;
