-- name: vocabulary
-- The vocabulary, if the database holds one.
SELECT body FROM vocabulary WHERE id = 1;

-- name: stream_entities
-- All entities by ascending id.
SELECT id, kind, name, type, summary, aliases, sources, checked, note, detail FROM entity ORDER BY id;

-- name: stream_claims
-- All claims by ascending id.
SELECT id, subject, predicate, object, value, text, stance, provenance, year, design, sample_size, effect, population,
    outcome, found_in, note
FROM claim
ORDER BY id;

-- name: stream_citations
-- The citations of all claims, by ascending id of the claim.
SELECT claim, source, locator, cited_in, checked_at, checked_on, depth FROM citation ORDER BY claim, position;

-- name: stream_about
-- The further entities of all claims, by ascending id of the claim.
SELECT claim, entity FROM claim_about ORDER BY claim, position;

-- name: stream_practice
-- All practice items with their citations by ascending id.
SELECT * FROM practice_record ORDER BY id;
