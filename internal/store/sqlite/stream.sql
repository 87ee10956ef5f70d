-- name: vocabulary
-- The vocabulary, if the database holds one.
SELECT body FROM vocabulary WHERE id = 1;

-- name: stream_entities
-- All entities by ascending id.
SELECT id, kind, name, type, summary, aliases, sources, checked, note, detail FROM entity ORDER BY id;

-- name: stream_claims
-- All claims with their citations by ascending id.
SELECT * FROM claim_record ORDER BY id;

-- name: stream_practice
-- All practice items with their citations by ascending id.
SELECT * FROM practice_record ORDER BY id;
