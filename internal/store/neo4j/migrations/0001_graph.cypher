// Names and indexes of the graph. Every id is unique within its sort; entities can also be found by the id under the
// label of their kind, as in (:Theorist {id: 'mary-ainsworth'}).
CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT claim_id IF NOT EXISTS FOR (n:Claim) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT practice_item_id IF NOT EXISTS FOR (n:PracticeItem) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT vocabulary_id IF NOT EXISTS FOR (n:Vocabulary) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT graph_version_id IF NOT EXISTS FOR (n:GraphVersion) REQUIRE n.id IS UNIQUE;
CREATE INDEX construct_id IF NOT EXISTS FOR (n:Construct) ON (n.id);
CREATE INDEX theorist_id IF NOT EXISTS FOR (n:Theorist) ON (n.id);
CREATE INDEX intervention_id IF NOT EXISTS FOR (n:Intervention) ON (n.id);
CREATE INDEX population_id IF NOT EXISTS FOR (n:Population) ON (n.id);
CREATE INDEX problem_id IF NOT EXISTS FOR (n:Problem) ON (n.id);
CREATE INDEX source_id IF NOT EXISTS FOR (n:Source) ON (n.id);
CREATE INDEX predicate_id IF NOT EXISTS FOR (n:Predicate) ON (n.id);

// All claims of one edge, for the relationship that sums them up, and all claims of one predicate.
CREATE INDEX claim_edge IF NOT EXISTS FOR (n:Claim) ON (n.edge);
CREATE INDEX claim_predicate IF NOT EXISTS FOR (n:Claim) ON (n.predicate);
CREATE INDEX claim_year IF NOT EXISTS FOR (n:Claim) ON (n.year);

// Texts arrive as folded words parted by spaces, so the analyzer parts at spaces and folds nothing more: what a word
// is stays decided in one place. The index of names is for researchers; the product finds names by itself.
CREATE FULLTEXT INDEX entity_words IF NOT EXISTS FOR (n:Entity) ON EACH [n.words]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}};
CREATE FULLTEXT INDEX claim_words IF NOT EXISTS FOR (n:Claim) ON EACH [n.words]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}};
CREATE FULLTEXT INDEX names IF NOT EXISTS FOR (n:Entity) ON EACH [n.name, n.aliases]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding'}};

CALL db.awaitIndexes(300);
