-- name: match
-- The first ids of entities and of claims whose words answer a full-text expression.
SELECT sort, id FROM (
    SELECT 'entity' AS sort, entity.id
    FROM entity_text CROSS JOIN entity ON entity.key = entity_text.rowid
    WHERE entity_text MATCH ?1
    ORDER BY entity.id LIMIT ?2
)
UNION ALL
SELECT sort, id FROM (
    SELECT 'claim' AS sort, claim.id
    FROM claim_text CROSS JOIN claim ON claim.key = claim_text.rowid
    WHERE claim_text MATCH ?1
    ORDER BY claim.id LIMIT ?2
);
