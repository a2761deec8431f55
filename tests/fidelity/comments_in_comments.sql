/* nested /* comment; */ CREATE TABLE no (a int); */
CREATE TABLE c (a text);
/* a /* b */ it's */ CREATE /* in /* two */ don't; */ TABLE d (a int); /* ' /* ; */ ' */
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN /* x /* y; */ z; */ RETURN 1; END $$;
/* 1 /* 2 /* 3 /* 4; */ */ */ CREATE TABLE no (a int); */
CREATE TABLE e (a int); /* / * ** /**/ /*/ */ CREATE TABLE no (a int); */
