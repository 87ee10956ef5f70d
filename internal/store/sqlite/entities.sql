-- name: entities
-- Entities by id, in the order asked for.
SELECT entity.id, kind, name, entity.type, summary, aliases, sources, checked, note, detail
FROM json_each(?1) AS wanted
CROSS JOIN entity ON entity.id = wanted.value
ORDER BY wanted.key;
