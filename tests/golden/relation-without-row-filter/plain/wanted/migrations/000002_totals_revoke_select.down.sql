BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
GRANT SELECT ON TABLE api.totals TO web;
GRANT SELECT ON TABLE api.totals TO PUBLIC;
COMMIT;
