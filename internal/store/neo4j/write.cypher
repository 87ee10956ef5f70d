// name: put_vocabulary
// Writes the vocabulary.
MERGE (n:Vocabulary {id: 'vocabulary'})
SET n = $properties;

// name: clear_terms
// Takes the vocabulary's terms away, for the ones that come.
MATCH (v:Vocabulary {id: 'vocabulary'})-[:DEFINES]->(t)
DETACH DELETE t;

// name: put_terms
// Writes the vocabulary's terms as nodes of their own.
MATCH (v:Vocabulary {id: 'vocabulary'})
UNWIND $rows AS row
CREATE (v)-[:DEFINES]->(t:$(row.label))
SET t = row.properties;

// name: delete_vocabulary
// Makes the vocabulary go once readers no longer see it.
MATCH (n:Vocabulary {id: 'vocabulary'})
SET n:Gone, n.stamp = $stamp;

// name: put_entities
// Writes entities under the label of their kind.
UNWIND $rows AS row
MERGE (n:Entity {id: row.id})
SET n = row.properties
REMOVE n:Construct:Theorist:Intervention:Population:Problem:Source:Gone
SET n:$(row.kind);

// name: put_claims
// Writes claims.
UNWIND $rows AS row
MERGE (n:Claim {id: row.id})
SET n = row.properties
REMOVE n:Gone;

// name: put_practice
// Writes practice items.
UNWIND $rows AS row
MERGE (n:PracticeItem {id: row.id})
SET n = row.properties
REMOVE n:Gone;

// name: clear_entity_references
// Takes away what entities refer to; the relationships that sum up claims stay.
UNWIND $rows AS id
MATCH (n:Entity {id: id})-[r:SUMMARIZED_FROM|BROADER|CODED_IN|AUTHORED_BY|EDITED_BY]->()
WHERE r.field IS NOT NULL
DELETE r;

// name: clear_claim_references
// Takes away what claims refer to.
UNWIND $rows AS id
MATCH (n:Claim {id: id})-[r]->()
DELETE r;

// name: clear_practice_references
// Takes away what practice items refer to.
UNWIND $rows AS id
MATCH (n:PracticeItem {id: id})-[r]->()
DELETE r;

// name: put_entity_references
// Writes what entities refer to.
UNWIND $rows AS row
MATCH (n:Entity {id: row.record})
MATCH (t:Entity {id: row.target})
CREATE (n)-[r:$(row.type)]->(t)
SET r = row.properties;

// name: put_claim_references
// Writes what claims refer to.
UNWIND $rows AS row
MATCH (n:Claim {id: row.record})
MATCH (t:Entity {id: row.target})
CREATE (n)-[r:$(row.type)]->(t)
SET r = row.properties;

// name: put_practice_references
// Writes what practice items refer to.
UNWIND $rows AS row
MATCH (n:PracticeItem {id: row.record})
MATCH (t:Entity {id: row.target})
CREATE (n)-[r:$(row.type)]->(t)
SET r = row.properties;

// name: put_edges
// Sums up the claims of each edge in one relationship.
UNWIND $rows AS row
MATCH (a:Entity {id: row.from})
MATCH (b:Entity {id: row.to})
CALL (row) {
    MATCH (c:Claim {edge: row.edge})
    WHERE c.predicate = row.predicate AND c.subject IN [row.from, row.to] AND c.object IN [row.from, row.to] AND NOT c:Gone
    OPTIONAL MATCH (c)-[:CITES]->(s:Source)
    WITH c, min(s.tier) AS tier ORDER BY c.id
    RETURN collect(c.id) AS claims, min(tier) AS tier, min(c.year) AS year,
        count(CASE c.stance WHEN 'supports' THEN 1 END) AS supporting,
        count(CASE c.stance WHEN 'qualifies' THEN 1 END) AS qualifying,
        count(CASE c.stance WHEN 'disputes' THEN 1 END) AS disputing,
        count(CASE c.stance WHEN 'null' THEN 1 END) AS without
}
WITH row, a, b, claims, tier, year, supporting, qualifying, disputing, without
WHERE size(claims) > 0
CREATE (a)-[r:$(row.type)]->(b)
SET r = {edge: row.edge, predicate: row.predicate, claims: claims, tier: tier, year: year, supporting: supporting,
    qualifying: qualifying, disputing: disputing, null: without};

// name: put_whole_edges
// Writes relationships whose claims the program has summed up itself, since the change holds all of them.
UNWIND $rows AS row
MATCH (a:Entity {id: row.from})
MATCH (b:Entity {id: row.to})
CREATE (a)-[r:$(row.type)]->(b)
SET r = row.properties;

// name: clear_edges
// Takes away the relationships of edges whose claims are to be summed up again.
UNWIND $rows AS row
MATCH (a:Entity {id: row.from})
MATCH (b:Entity {id: row.to})
WITH row, a, b
MATCH (a)-[r:$(row.type)]->(b)
WHERE r.edge = row.edge AND r.predicate = row.predicate
DELETE r;

// name: part_entities
// Makes entities go once readers no longer see them.
UNWIND $rows AS id
MATCH (n:Entity {id: id})
SET n:Gone, n.stamp = $stamp;

// name: part_claims
// Makes claims go once readers no longer see them.
UNWIND $rows AS id
MATCH (n:Claim {id: id})
SET n:Gone, n.stamp = $stamp;

// name: part_practice
// Makes practice items go once readers no longer see them.
UNWIND $rows AS id
MATCH (n:PracticeItem {id: id})
SET n:Gone, n.stamp = $stamp;
