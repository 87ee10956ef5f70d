-- name: copy_to
-- Writes the content as it is now to another file, which is compact and has no log.
VACUUM INTO ?1;

-- name: quick_check
-- What is wrong with the pages of the file, ten things at most; ok if nothing is.
PRAGMA quick_check(10);

-- name: integrity_check
-- What is wrong with the file, its indexes included, ten things at most; ok if nothing is.
PRAGMA integrity_check(10);

-- name: reference_check
-- The rows that refer to what is not there.
PRAGMA foreign_key_check;

-- name: library
-- The release of SQLite.
SELECT sqlite_version() AS release;

-- name: no_log
-- Folds the log back into the file and does without one, which only goes if nobody else has the file open.
PRAGMA journal_mode = DELETE;

-- name: hold
-- Keeps everyone else out.
BEGIN EXCLUSIVE;
