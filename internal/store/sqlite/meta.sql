-- name: version
-- Which content the database holds.
SELECT number, digest, at, seed, edited FROM meta WHERE id = 1;
