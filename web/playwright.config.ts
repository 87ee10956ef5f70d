import { defineConfig } from "@playwright/test";
import type { Database } from "./server";

// Debian's Chromium, without anything that would speak to the world by itself.
export const quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
  "--disable-sync", "--no-first-run", "--disable-quic"];

export const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

export default defineConfig<object, { database: Database }>({
  testDir: "tests",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  reporter: "list",
  timeout: 240_000,
  projects: [
    { name: "sqlite", use: { database: "sqlite" }, testIgnore: "lighthouse.spec.ts" },
    // What a reader does, on the other database; looks, sizes and what is tagged @once do not depend on it.
    { name: "neo4j", use: { database: "neo4j" }, grepInvert: /@once|(is|are) accessible/, testIgnore: ["pages.spec.ts", "lighthouse.spec.ts", "graphiql.spec.ts"] },
    // Speed is measured when nothing else runs.
    { name: "lighthouse", use: { database: "sqlite" }, testMatch: "lighthouse.spec.ts", dependencies: ["sqlite", "neo4j"] },
  ],
  use: {
    browserName: "chromium",
    viewport: { width: 1280, height: 900 },
    launchOptions: { executablePath, args: quiet },
  },
});
