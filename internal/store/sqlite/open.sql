-- name: identity
-- Whose file this is: SQLite's own two marks, and how many tables there are.
SELECT
    (SELECT application_id FROM pragma_application_id) AS application,
    (SELECT user_version FROM pragma_user_version) AS schema,
    (SELECT count(*) FROM sqlite_schema) AS objects;

-- name: write_ahead
-- Lets readers go on while a change is written.
PRAGMA journal_mode = WAL;
