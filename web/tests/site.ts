import { test as base, expect, type Page } from "@playwright/test";
import { Server, type Database } from "../server";

export { expect, type Page };

// Every kind of page, with and without a lens, and the pages that say that something is not there.
export const pages: { name: string; path: string; status?: number }[] = [
  { name: "start", path: "/" },
  { name: "start under a narrow lens", path: "/?tier=T1&llm=off&asof=1990" },
  { name: "list", path: "/constructs" },
  { name: "list of a type", path: "/interventions?type=couple%20therapy" },
  { name: "list of sources", path: "/sources?page=3" },
  { name: "construct", path: "/constructs/secure-base" },
  { name: "construct with many claims", path: "/constructs/attachment-security" },
  { name: "theorist", path: "/theorists/john-bowlby" },
  { name: "intervention", path: "/interventions/circle-of-security-parenting" },
  { name: "intervention with a framework card", path: "/interventions/secure-base-strategy" },
  { name: "population", path: "/populations/foster-children" },
  { name: "problem", path: "/problems/relationship-distress" },
  { name: "source", path: "/sources/cassidy-2017" },
  { name: "topic under a lens", path: "/constructs/secure-base?tier=T1" },
  { name: "topic of which the lens leaves nothing", path: "/constructs/secure-base?asof=1900" },
  { name: "lineage", path: "/lineage/secure-base" },
  { name: "lineage before a choice", path: "/lineage" },
  { name: "trail", path: "/trail?stops=john-bowlby,mary-ainsworth,circle-of-security,emotionally-focused-therapy" },
  { name: "trail before a choice", path: "/trail" },
  { name: "paths", path: "/paths?from=john-bowlby&to=emotionally-focused-therapy&direction=flow" },
  { name: "paths beside null trials", path: "/paths?from=circle-of-security-parenting&to=attachment-security" },
  { name: "no path", path: "/paths?from=circle-of-security&to=emotionally-focused-therapy&direction=flow" },
  { name: "paths before a choice", path: "/paths" },
  { name: "explore", path: "/explore/secure-base?tier=T1&with=mary-main" },
  { name: "explore before a choice", path: "/explore" },
  { name: "explore of which the lens leaves nothing", path: "/explore/secure-base?asof=1900" },
  { name: "edge", path: "/edges/john-bowlby.originated.secure-base" },
  { name: "disputes", path: "/disputes" },
  { name: "search", path: "/search?q=secure+base" },
  { name: "search without results", path: "/search?q=zzzzzz" },
  { name: "about", path: "/about" },
  { name: "for builders", path: "/builders" },
  { name: "exports", path: "/exports" },
  { name: "export of a part under a lens", path: "/exports?lineage=circle-of-security&direction=ancestors&tier=T1" },
  { name: "export of nothing", path: "/exports?lineage=zzzzzz", status: 400 },
  { name: "no such entry", path: "/constructs/secure-bas", status: 404 },
  { name: "a lens that means nothing", path: "/?tier=T9", status: 400 },
];

let server: Server | undefined; // of this worker

export const address = (path: string): string => `${server?.address}${path}`;

// A page that fails the test for anything it says on the console, and for any request to somewhere else.
export const test = base.extend<{ site: Page }, { database: Database; served: void }>({
  database: ["sqlite", { option: true, scope: "worker" }],
  served: [async ({ database }, use) => {
    server = await Server.start(database);
    await use();
    await server.end();
  }, { scope: "worker", auto: true, timeout: 180_000 }],
  site: async ({ page }, use) => {
    const wrong: string[] = [];
    page.on("console", (message) => {
      // The browser itself notes that a page came with the status 404 or 400, which is what was asked for.
      if (!/^Failed to load resource: the server responded with a status of 4(00|04)/.test(message.text())) wrong.push(message.text());
    });
    page.on("pageerror", (error) => wrong.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith(address("/")) && !/^(data|blob):/.test(request.url())) wrong.push(`asked ${request.url()}`);
    });
    page.on("requestfailed", (request) => {
      // The script gives up a question when the reader has typed on or gone on.
      if (request.failure()?.errorText !== "net::ERR_ABORTED") wrong.push(`failed ${request.url()}`);
    });
    await use(page);
    expect(wrong).toEqual([]);
  },
});
