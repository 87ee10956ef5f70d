// name: lock
// Makes other changes wait until this transaction ends, and tells what the last one left and what readers see.
MATCH (l:Lock {name: 'apply'})
SET l.holder = $holder
WITH l
MATCH (v:GraphVersion {id: 'graph'})
RETURN l.commit AS commit, l.number AS number, l.digest AS digest, l.at AS at, l.seed AS seed, l.edited AS edited,
    l.token AS token, l.loading AS loading, l.change AS change, l.until AS until, timestamp() AS now,
    v.commit AS published;

// name: leave
// Notes under the lock what this change leaves.
MATCH (l:Lock {name: 'apply'})
SET l.commit = $commit, l.number = $number, l.digest = $digest, l.at = $at, l.seed = $seed, l.edited = $edited,
    l.token = $token, l.loading = null, l.change = null, l.until = null;

// name: publish
// Shows readers what a committed change left, unless they see it or something newer already.
MATCH (v:GraphVersion {id: 'graph'})
SET v.publishing = $commit
WITH v WHERE v.commit < $commit
SET v.commit = $commit, v.number = $number, v.digest = $digest, v.at = $at, v.seed = $seed, v.edited = $edited,
    v.loading = null;

// name: begin_load
// Marks that content is being loaded in several transactions, by whom, what and until when without a sign of life.
MATCH (l:Lock {name: 'apply'})
WITH l
MATCH (v:GraphVersion {id: 'graph'})
SET l.loading = $commit, l.token = $token, l.change = $change, l.until = timestamp() + $patience, v.loading = $commit;

// name: go_on_loading
// A sign of life of a load, and the answer whether it is still this one.
MATCH (l:Lock {name: 'apply'})
SET l.holder = $token
WITH l WHERE l.token = $token AND l.loading IS NOT NULL
SET l.until = timestamp() + $patience
RETURN l.loading AS loading;

// name: remove_gone
// Removes records that readers no longer see; a record with very many relationships takes its time.
MATCH (n:Gone)
WITH n LIMIT $limit
DETACH DELETE n
RETURN count(*) AS removed;

// name: known_entities
// What is known of some entities: their hashes, and the tiers of sources.
UNWIND $ids AS id
MATCH (n:Entity {id: id})
RETURN n.id AS id, n.stamp AS stamp, n.tier AS tier;

// name: known_claims
// What is known of some claims: their hashes, and which edges they are part of.
UNWIND $ids AS id
MATCH (n:Claim {id: id})
RETURN n.id AS id, n.stamp AS stamp, n.edge AS edge, n.subject AS subject, n.predicate AS predicate, n.object AS object;

// name: known_practice
// The hashes of some practice items.
UNWIND $ids AS id
MATCH (n:PracticeItem {id: id})
RETURN n.id AS id, n.stamp AS stamp;

// name: existing
// Which of some ids are entities.
UNWIND $ids AS id
MATCH (n:Entity {id: id})
RETURN n.id AS id;

// name: still_referred
// A record outside the change that refers to an entity which is to go.
UNWIND $gone AS id
MATCH (n:Entity {id: id})
WITH id, n
MATCH (n)<-[r:SUBJECT|OBJECT|POPULATION|FOUND_IN|ABOUT|CITES|CITED_IN|SUMMARIZED_FROM|BROADER|CODED_IN|AUTHORED_BY|EDITED_BY]-(x)
WHERE r.field IS NOT NULL AND NOT x:Gone
  AND NOT (x:Entity AND x.id IN $entities) AND NOT (x:Claim AND x.id IN $claims) AND NOT (x:PracticeItem AND x.id IN $practice)
RETURN CASE WHEN x:Claim THEN 'claim' WHEN x:PracticeItem THEN 'practice item' ELSE 'entity' END AS sort,
    x.id AS record, r.field AS field, id AS target
ORDER BY record, field, target LIMIT 1;

// name: citing_edges
// The edges whose best tier may change because a source's tier did.
UNWIND $ids AS id
MATCH (n:Entity {id: id})<-[:CITES]-(c:Claim)
WHERE c.edge IS NOT NULL
RETURN DISTINCT c.edge AS edge, c.subject AS subject, c.predicate AS predicate, c.object AS object;

// name: claims_of_predicates
// All claims of some predicates, to be written again when these have become symmetric or cease to be.
MATCH (c:Claim) WHERE c.predicate IN $predicates
RETURN c.id AS id, c.stamp AS stamp, c.record AS record;
