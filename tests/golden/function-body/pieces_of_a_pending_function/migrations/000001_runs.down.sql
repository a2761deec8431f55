DROP TABLE runs;
DROP FUNCTION finish();
DROP TABLE events;
DROP TABLE totals;
