-- name: claims
-- Claims by id, in the order asked for, a row for each of their citations.
SELECT
    wanted.key AS place, claim.id, claim.subject, claim.predicate, claim.object, claim.value, claim.text, claim.stance,
    claim.provenance, claim.year, claim.design, claim.sample_size, claim.effect, claim.population, claim.outcome,
    claim.found_in, claim.note, source, locator, cited_in, checked_at, checked_on, depth,
    (
        SELECT json_group_array(entity)
        FROM (SELECT entity FROM claim_about WHERE claim_about.claim = claim.id ORDER BY claim_about.position)
    ) AS about
FROM json_each(?1) AS wanted
CROSS JOIN claim ON claim.id = wanted.value
LEFT JOIN citation ON citation.claim = claim.id
ORDER BY wanted.key, citation.position;
