-- name: claims
-- Claims with their citations by id, in the order asked for.
SELECT claim_record.*
FROM json_each(?1) AS wanted
CROSS JOIN claim_record ON claim_record.id = wanted.value
ORDER BY wanted.key;
