grant all on notes to anon;
drop policy "own notes" on notes;
