-- name: all_entity_hashes
-- The hashes and keys of all entities, for a change that replaces the whole content.
SELECT id, hash, key FROM entity;

-- name: all_claim_hashes
-- The hashes and keys of all claims, for a change that replaces the whole content.
SELECT id, hash, key FROM claim;

-- name: all_practice_hashes
-- The hashes of all practice items, for a change that replaces the whole content.
SELECT id, hash, 0 AS key FROM practice;

-- name: dangling
-- The first reference that leads nowhere, to say why a change cannot be committed.
SELECT sort, record, field, target
FROM reference
WHERE NOT EXISTS (SELECT 1 FROM entity WHERE entity.id = reference.target)
ORDER BY record, field, target
LIMIT 1;
