// name: page
// What a topic page is made of: the claims that mention the entity, the practice items about it and its summary, each
// with the citations that are shown.
MATCH (c:Claim)-[:SUBJECT|OBJECT|POPULATION|ABOUT|CITES|CITED_IN]->(:Entity {id: $id})
WHERE
{{template "listed" .}}
{{template "citations" .}}
RETURN c AS item, collect(cite) AS citations, collect(source) AS sources
UNION ALL
MATCH (c:PracticeItem)-[:ABOUT]->(:Entity {id: $id})
WHERE
{{if .Model}}
AND (c.provenance = 'llm' OR {{template "rests" .}})
{{else}}
AND {{template "rests" .}}
{{end}}
OPTIONAL MATCH (c)-[cite:CITES]->(source:Source)
WHERE
{{template "tier" .}}
AND {{template "standing" .}}
RETURN c AS item, collect(DISTINCT cite) AS citations, collect(DISTINCT source) AS sources
UNION ALL
MATCH (c:Entity {id: $id})
OPTIONAL MATCH (c)-[cite:SUMMARIZED_FROM]->(source:Source)
WHERE
{{template "tier" .}}
AND {{template "standing" .}}
{{if and .Lens.AsOf (not .Source)}}
AND EXISTS {
MATCH (c)-[:SUMMARIZED_FROM]->(dated:Source)
WHERE dated.issued <= $asOf
AND NOT coalesce(dated.retracted, false)
{{if .Lens.MinTier}}
AND dated.tier <= $minTier
{{end}}
}
{{end}}
RETURN c AS item, collect(DISTINCT cite) AS citations, collect(DISTINCT source) AS sources;
