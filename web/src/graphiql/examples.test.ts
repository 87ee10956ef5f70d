import { buildSchema, parse, validate } from "graphql";
import { readdirSync, readFileSync } from "node:fs";
import { extname, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const read = (folder: string, ending: string): { name: string; text: string }[] => {
  const path = resolve(import.meta.dirname, folder);
  return readdirSync(path).filter((name) => extname(name) === ending).sort()
    .map((name) => ({ name, text: readFileSync(resolve(path, name), "utf8") }));
};

const schema = buildSchema(read("../../../schema", ".graphqls").map(({ text }) => text).join("\n"));
const examples = read("examples", ".graphql");
const pages = read("../../../internal/pages", ".graphql");

describe("queries fit the schema", () => {
  test.each([...examples, ...pages])("$name", ({ text }) => {
    expect(validate(schema, parse(text))).toEqual([]);
  });
});

test("there are twelve examples, each with the question it answers in its first line", () => {
  expect(examples).toHaveLength(12);
  for (const { name, text } of examples) expect(text.split("\n")[0], name).toMatch(/^# .+\?$/);
});
