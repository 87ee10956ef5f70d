package neo4j

// LoadSize is the number of rows up to which a change is one transaction.
const LoadSize = loadSize
