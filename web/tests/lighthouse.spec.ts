import { chromium } from "@playwright/test";
import lighthouse from "lighthouse";
import { quiet, executablePath } from "../playwright.config";
import { address, expect, test } from "./site";

const wanted = { performance: 95, accessibility: 100, "best-practices": 100, seo: 95 };
const tries = 3; // speed is measured on whatever else the machine does; the other scores are the same every time

test.describe.configure({ mode: "default" }); // one after the other

for (const [name, path] of [["start", "/"], ["topic", "/constructs/secure-base"], ["lineage", "/lineage/secure-base"]] as const) {
  test(`${name}: Lighthouse on a phone`, async ({ }, { parallelIndex }) => {
    const port = 9400 + parallelIndex;
    const browser = await chromium.launch({ executablePath, args: [...quiet, `--remote-debugging-port=${port}`] });
    try {
      let best: Record<string, number> = {};
      let found: string[] = [];
      for (let i = 0; i < tries && (best.performance ?? 0) < wanted.performance; i++) {
        const run = await lighthouse(address(path), { port, logLevel: "error", onlyCategories: Object.keys(wanted) });
        if (!run) throw new Error("Lighthouse gave no result");
        const { categories, audits } = run.lhr;
        const scores = Object.fromEntries(Object.entries(categories).map(([id, c]) => [id, Math.round((c.score ?? 0) * 100)]));
        if ((scores.performance ?? 0) >= (best.performance ?? 0)) best = scores;
        found = Object.values(audits).filter((a) => a.score !== null && a.score < 0.9).map((a) => `${a.id}: ${a.displayValue ?? a.title}`);
      }
      for (const [category, score] of Object.entries(wanted)) {
        expect(best[category], `${category}; ${found.join("; ")}`).toBeGreaterThanOrEqual(score);
      }
    } finally {
      await browser.close();
    }
  });
}
