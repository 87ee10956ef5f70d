-- name: match
-- Lists of the first ids of entities and of claims whose words answer a full-text expression. Where no more than the limit
-- can answer, they come as they are found: to put them in order takes SQLite longer than to find them.
SELECT
    CASE WHEN (SELECT max(key) FROM entity) < ?2 THEN (
        SELECT json_group_array(id)
        FROM (
            SELECT entity.id
            FROM entity_text CROSS JOIN entity ON entity.key = entity_text.rowid
            WHERE entity_text MATCH ?1
        )
    ) ELSE (
        SELECT json_group_array(id)
        FROM (
            SELECT entity.id
            FROM entity_text CROSS JOIN entity ON entity.key = entity_text.rowid
            WHERE entity_text MATCH ?1
            ORDER BY entity.id LIMIT ?2
        )
    ) END AS entities,
    CASE WHEN (SELECT max(key) FROM claim) < ?2 THEN (
        SELECT json_group_array(id)
        FROM (
            SELECT claim.id
            FROM claim_text CROSS JOIN claim ON claim.key = claim_text.rowid
            WHERE claim_text MATCH ?1
        )
    ) ELSE (
        SELECT json_group_array(id)
        FROM (
            SELECT claim.id
            FROM claim_text CROSS JOIN claim ON claim.key = claim_text.rowid
            WHERE claim_text MATCH ?1
            ORDER BY claim.id LIMIT ?2
        )
    ) END AS claims;
