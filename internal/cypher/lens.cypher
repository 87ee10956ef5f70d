// name: tier
// The lens's tier: a citation counts by its work's or, if that is worse, by the page's through which it was cited.
{{if .Lens.MinTier}}
AND source.tier <= $minTier
AND NOT EXISTS { MATCH (page:Source {id: cite.citedIn}) WHERE page.tier > $minTier }
{{end}};

// name: year
// The lens's year, for the sentence c: its own year or else that of the work it cites.
{{if .Lens.AsOf}}
AND coalesce(c.year, source.issued) <= $asOf
{{end}};

// name: standing
// Neither the work nor the page through which it was cited is retracted.
NOT coalesce(source.retracted, false)
AND NOT EXISTS { (:Source {id: cite.citedIn, retracted: true}) };

// name: rests
// The sentence c rests on a citation that counts under the lens.
EXISTS {
MATCH (c)-[cite:CITES]->(source:Source)
WHERE
{{template "tier" .}}
{{template "year" .}}
AND {{template "standing" .}}
};

// name: sort
// The lens's parts that look at the claim c itself.
{{if .Lens.Stances}}
AND c.stance IN $stances
{{end}}
{{if .Lens.Designs}}
AND c.design IN $designs
{{end}}
{{if .Lens.Populations}}
AND EXISTS { MATCH (c)-[:POPULATION]->(p:Entity) WHERE p.id IN $populations }
{{end}};

// name: listed
// The claim c is listed under the lens, with a notice if its works are retracted.
{{if not .Model}}
AND c.provenance = 'sourced'
{{end}}
{{template "sort" .}}
{{if .Cited}}
AND EXISTS {
MATCH (c)-[cite:CITES]->(source:Source)
WHERE
{{template "tier" .}}
{{template "year" .}}
}
{{end}};

// name: carries
// The claim c carries its edge under the lens.
{{if .Model}}
AND (c.provenance = 'llm' OR {{template "rests" .}})
{{else}}
{{template "sort" .}}
AND {{template "rests" .}}
{{end}};

// name: carried
// A claim carries the edge r under the lens.
EXISTS {
MATCH (c:Claim)
WHERE c.id IN r.claims
{{template "carries" .}}
};

// name: supported
// The edge r has strength because a work speaks for it.
EXISTS {
MATCH (c:Claim)
WHERE c.id IN r.claims
AND c.stance IN ['supports', 'qualifies']
{{template "sort" .}}
AND {{template "rests" .}}
};

// name: strong
// The edge r has strength under the lens: a work speaks for it, or nothing but a language model says anything of it.
{{if .Model -}}
({{template "supported" .}} OR
EXISTS { MATCH (c:Claim) WHERE c.id IN r.claims AND c.provenance = 'llm' }
AND NOT EXISTS {
MATCH (c:Claim)
WHERE c.id IN r.claims
AND {{template "rests" .}}
})
{{- else}}
{{- template "supported" .}}
{{- end}};

// name: citations
// The citations that are shown with the claim c: those that count, or where all are retracted those that would.
WITH DISTINCT c, {{template "rests" .}} AS stands
OPTIONAL MATCH (c)-[cite:CITES]->(source:Source)
WHERE
{{template "tier" .}}
AND (NOT stands OR {{template "standing" .}});
