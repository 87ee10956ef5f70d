import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse, print } from "graphql";
import { expect, it } from "vitest";
import { exploreDocument } from "./screen";

it("asks what the server asks for the page", () => {
  const server = readFileSync(resolve(import.meta.dirname, "../../../internal/pages/explore.graphql"), "utf8");
  expect(print(exploreDocument)).toBe(print(parse(server)));
});
