// name: claims
// All claims of a list under the lens, with the citations that are shown with them.
{{if .Subject}}
MATCH (c:Claim)-[:SUBJECT]->(:Entity {id: $subject})
{{end}}
{{if .Object}}
MATCH (c:Claim)-[:OBJECT]->(:Entity {id: $object})
{{end}}
{{if .Entity}}
MATCH (c:Claim)-[:{{.Roles}}]->(:Entity {id: $entity})
{{end}}
{{if .Source}}
MATCH (c:Claim)-[:CITES|CITED_IN]->(:Entity {id: $source})
{{end}}
{{if .Everywhere}}
MATCH (c:Claim)
{{end}}
WHERE
{{if .Edge}}
AND c.edge = $edge
{{end}}
{{if .Predicates}}
AND c.predicate IN $predicates
{{end}}
{{if .Classes}}
AND EXISTS { MATCH (p:Predicate {id: c.predicate}) WHERE p.class IN $classes }
{{end}}
{{if .Stances}}
AND c.stance IN $ofStances
{{end}}
{{if .Provenance}}
AND c.provenance = $provenance
{{end}}
{{if .Designs}}
AND c.design IN $ofDesigns
{{end}}
{{if .From}}
AND c.year >= $from
{{end}}
{{if .To}}
AND c.year <= $to
{{end}}
{{template "listed" .}}
{{if .Disputed}}
WITH DISTINCT c AS claim
WHERE EXISTS {
MATCH (c:Claim {edge: claim.edge})
WHERE c.stance IN ['supports', 'qualifies']
{{template "carries" .}}
}
AND EXISTS {
MATCH (c:Claim {edge: claim.edge})
WHERE c.stance IN ['disputes', 'null']
{{template "carries" .}}
}
WITH claim AS c
{{end}}
{{template "citations" .}}
RETURN c AS claim, collect(cite) AS citations, collect(source) AS sources
ORDER BY claim.id;
