create table notes (id bigint primary key, user_id uuid not null references auth.users (id), text text);
alter table notes enable row level security;
