// name: version
// Which content readers are to see, and whether a load is going on.
MATCH (v:GraphVersion {id: 'graph'})
RETURN v.commit AS commit, v.loading AS loading, v.number AS number, v.digest AS digest, v.at AS at, v.seed AS seed,
    v.edited AS edited;
