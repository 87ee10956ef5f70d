import { expect, test } from "vitest";
import { addressOf, linked } from "./address";

test("an address gives back the query and the variables it was made of", () => {
  const query = 'query Topic($id: ID!) {\n  entity(id: $id) { name } # "100 %" & more\n}';
  const address = addressOf(query, '{ "id": "secure-base" }');
  expect(linked(address.slice(address.indexOf("?")))).toEqual({ query, variables: '{\n  "id": "secure-base"\n}' });
});

test("an address without a query names nothing", () => {
  expect(linked("")).toEqual({});
  expect(linked("?variables={}")).toEqual({});
});

test("variables that are no JSON stay as they were typed", () => {
  expect(linked("?query={graph{version}}&variables={id").variables).toBe("{id");
});
