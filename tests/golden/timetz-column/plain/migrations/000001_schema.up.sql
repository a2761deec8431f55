CREATE TABLE public.hours (id bigint PRIMARY KEY, opens timetz NOT NULL, closes timetz(0), at time);
INSERT INTO public.hours VALUES (1, '09:00+02', '17:30+02');
-- what the default means then, nobody said
CREATE TABLE public.more (opens timetz DEFAULT '09:00+02');
