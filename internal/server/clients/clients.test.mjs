// Asks a running server with the clients of GraphQL that others use.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test, { after, before } from "node:test";
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { Client, fetchExchange } from "@urql/core";
import {
  buildClientSchema, buildSchema, getIntrospectionQuery, introspectionFromSchema, lexicographicSortSchema, printSchema,
} from "graphql";
import { serverAudits } from "graphql-http";
import { createClient } from "graphql-sse";
import { older } from "./audits.mjs";
import { serve } from "./server.mjs";

let server, url, served;
before(async () => {
  server = await serve();
  url = `${server.address}/graphql`;
  served = buildSchema(await (await fetch(`${server.address}/schema.graphql`)).text());
});
after(() => server.stop());

async function ask(body) {
  const response = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  return response.json();
}

test("graphql-http: every audit passes, but for those of older drafts", async () => {
  const results = await Promise.all(serverAudits({ url }).map((audit) => audit.fn()));
  assert.ok(results.length > 50);
  assert.deepEqual(results.filter((r) => r.status !== "ok").map((r) => r.id).sort(), Object.keys(older).sort());
  assert.deepEqual(results.filter((r) => r.status === "error"), []);
});

const print = (schema) => printSchema(lexicographicSortSchema(schema));
// Those of the language itself stand in no schema; graphql-js adds its own, with a place that is not in the language yet.
const directives = (schema) => schema.getDirectives()
  .map((d) => `${d.name} ${d.locations.filter((l) => l !== "DIRECTIVE_DEFINITION")} ${d.args.map((a) => `${a.name}: ${a.type}`)}`).sort();

// All settings of some switches.
const settings = (names) => [...Array(2 ** names.length).keys()]
  .map((n) => Object.fromEntries(names.map((name, i) => [name, Boolean(n >> i & 1)])));

// Asks what a client asks about the schema, and holds the answer against the schema as it is served.
async function introspect(options, request = (query) => ({ query })) {
  const { data, errors } = await ask(request(getIntrospectionQuery(options)));
  assert.equal(errors, undefined);
  const schema = buildClientSchema(data);
  assert.equal(print(schema), print(buildClientSchema(introspectionFromSchema(served, { ...options, descriptions: options.descriptions ?? true }))));
  assert.deepEqual(directives(schema), directives(served));
}

test("graphql-js: introspection with every option of the language gives the schema that is served", async () => {
  const names = ["descriptions", "specifiedByUrl", "directiveIsRepeatable", "schemaDescription", "inputValueDeprecation", "oneOf"];
  const all = (on) => Object.fromEntries(names.map((name) => [name, on]));
  for (const options of [{}, ...[true, false].flatMap((on) => [all(on), ...names.map((name) => ({ ...all(on), [name]: !on }))])]) {
    await introspect(options);
  }
});

test("GraphiQL: introspection by its settings, and by what it falls back to", async () => {
  for (const options of settings(["inputValueDeprecation", "schemaDescription"])) {
    await introspect(options, (query) => ({ query, operationName: "IntrospectionQuery" }));
    await introspect(options, (query) => ({ query: query.replace("query IntrospectionQuery", "query Named"), operationName: "Named" }));
    const { data } = await ask({ query: getIntrospectionQuery(options).replace(/subscriptionType {.*?}/, "") });
    assert.ok(!buildClientSchema(data).getSubscriptionType());
  }
});

// possibleTypes asks for what Apollo's cache must know of interfaces, as its documentation has it.
async function possibleTypes() {
  const { data } = await ask({ query: "{ __schema { types { kind name possibleTypes { name } } } }" });
  return Object.fromEntries(data.__schema.types.filter((t) => t.possibleTypes).map((t) => [t.name, t.possibleTypes.map((p) => p.name)]));
}

const secureBase = gql`query Topic($id: ID!) {
  node(id: $id) { id ...Named ... on Construct { introduced claims(first: 2) { edges { cursor node { id text } } pageInfo { hasNextPage } } } }
}
fragment Named on Entity { name kind }`;

test("Apollo Client: fragments on interfaces, its cache, errors", async () => {
  const types = await possibleTypes();
  assert.deepEqual(types.Entity.toSorted(), ["Construct", "Intervention", "Population", "Problem", "Source", "Theorist"]);
  const client = new ApolloClient({ link: new HttpLink({ uri: url }), cache: new InMemoryCache({ possibleTypes: types }) });
  const { data } = await client.query({ query: secureBase, variables: { id: "secure-base" } });
  assert.equal(data.node.name, "Secure base");
  assert.equal(data.node.claims.edges.length, 2);
  const kept = await client.query({ query: secureBase, variables: { id: "secure-base" }, fetchPolicy: "cache-only" });
  assert.deepEqual(kept.data, data);
  assert.equal(client.readFragment({ id: "Construct:secure-base", fragment: gql`fragment F on Entity { name }` }).name, "Secure base");

  const refused = await client.query({ query: gql`{ nothing }` }).catch((e) => e);
  assert.ok(CombinedGraphQLErrors.is(refused), String(refused));
  assert.equal(refused.errors[0].extensions.code, "BAD_INPUT");
  const partial = await client.query({ query: gql`{ graph { version } entity(id: "secure-base") { edges(first: 1000) { totalCount } } }`, errorPolicy: "all" });
  assert.ok(partial.data.graph.version);
  assert.equal(partial.error.errors[0].extensions.code, "LIMIT_EXCEEDED");
});

test("Apollo Client: persisted queries by GET", async () => {
  const asked = [];
  const note = (address, init) => {
    asked.push(`${init.method} ${new URL(address).searchParams.has("query") || /"query"/.test(init.body ?? "") ? "text" : "hash"}`);
    return fetch(address, init);
  };
  const link = ApolloLink.from([
    new PersistedQueryLink({ sha256: (text) => createHash("sha256").update(text).digest("hex"), useGETForHashedQueries: true }),
    new HttpLink({ uri: url, fetch: note }),
  ]);
  const ask = () => new ApolloClient({ link, cache: new InMemoryCache() }).query({ query: gql`query Persisted { graph { version } }` });
  const first = await ask();
  assert.ok(first.data.graph.version);
  assert.deepEqual((await ask()).data, first.data);
  assert.deepEqual(asked, ["GET hash", "POST text", "GET hash"]);
});

test("urql: queries by POST and GET, errors, the subscription", async () => {
  const query = "query Topic($id: ID!) { entity(id: $id) { name } }";
  for (const preferGetMethod of [false, "force"]) {
    const client = new Client({ url, preferGetMethod, exchanges: [fetchExchange], fetchSubscriptions: true });
    const { data, error } = await client.query(query, { id: "secure-base" }).toPromise();
    assert.equal(error, undefined);
    assert.equal(data.entity.name, "Secure base");
    const refused = await client.query("{ nothing }", {}).toPromise();
    assert.equal(refused.error.graphQLErrors[0].extensions.code, "BAD_INPUT");
  }
  const client = new Client({ url, exchanges: [fetchExchange], fetchSubscriptions: true });
  const versions = await new Promise((resolve, reject) => {
    const seen = [];
    client.subscription("subscription { graphChanged { graphVersion } }", {}).subscribe(({ data, error }) => {
      if (error) return reject(error);
      seen.push(data.graphChanged.graphVersion);
      if (seen.length === 1) server.change();
      if (seen.length === 2) resolve(seen);
    }); // until the server stops
  });
  assert.notEqual(versions[0], versions[1]);
});

test("graphql-sse: the subscription until the server stops, queries, errors", async () => {
  const client = createClient({ url, retryAttempts: 0 });
  const one = async (request) => (await client.iterate(request).next()).value;
  const { data } = await one({ query: "query Topic($id: ID!) { entity(id: $id) { name } }", variables: { id: "secure-base" } });
  assert.equal(data.entity.name, "Secure base");
  assert.equal((await one({ query: "{ nothing }" })).errors[0].extensions.code, "BAD_INPUT");
  const versions = [];
  for await (const { data, extensions } of client.iterate({ query: "subscription { graphChanged { graphVersion changed counts { entities } } }" })) {
    versions.push(data.graphChanged.graphVersion);
    assert.equal(extensions.graphVersion, data.graphChanged.graphVersion);
    if (versions.length < 3) server.change();
    else server.stop();
  }
  assert.equal(new Set(versions).size, 3);
});
