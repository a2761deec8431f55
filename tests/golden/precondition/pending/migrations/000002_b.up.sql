-- what comes next
ALTER TABLE b ADD COLUMN note text;
