-- name: practice
-- Practice items with their citations by slug, in the order asked for.
SELECT practice_record.*
FROM json_each(?1) AS wanted
CROSS JOIN practice_record ON practice_record.id = wanted.value
ORDER BY wanted.key;
