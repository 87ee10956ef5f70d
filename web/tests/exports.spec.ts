import { AxeBuilder } from "@axe-core/playwright";
import { readFile } from "node:fs/promises";
import { address, expect, test, type Page } from "./site.js";

async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
}

const pages = ["/constructs/secure-base?tier=T1", "/lineage/secure-base", "/paths?from=john-bowlby&to=circle-of-security"];
const takeaway = (page: Page) => page.getByRole("dialog", { name: "Take this away" });

for (const path of pages) {
  test(`what is taken away from ${path}: by keyboard, accessible, narrow`, async ({ site }) => {
    await site.goto(address(path));
    const button = site.getByRole("button", { name: "Take this away" });
    await button.focus();
    await site.keyboard.press("Enter");
    await expect(takeaway(site)).toBeVisible();
    await expect(takeaway(site).locator("pre").first()).toContainText(":params {");
    for (const colorScheme of ["light", "dark"] as const) {
      await site.emulateMedia({ colorScheme });
      expect(await findings(site), colorScheme).toEqual([]);
    }
    await site.setViewportSize({ width: 320, height: 800 });
    expect(await site.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    expect(await takeaway(site).evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBeLessThanOrEqual(0);
    await site.keyboard.press("Escape");
    await expect(takeaway(site)).toBeHidden();
    await expect(button).toBeFocused();
  });
}

test("the query of a page is copied, and said to be", async ({ site, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await site.goto(address("/constructs/secure-base?tier=T1"));
  await site.getByRole("button", { name: "Take this away" }).click();
  await takeaway(site).getByRole("button", { name: "Copy the query" }).click();
  await expect(takeaway(site).getByRole("status").filter({ hasText: "Copied" })).toBeVisible();
  const copied = await site.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^query Topic/);
  expect(copied).toBe(await takeaway(site).getByRole("group", { name: "Query" }).textContent());
});

test("copying works without the clipboard of safe pages", async ({ site }) => {
  await site.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await site.goto(address("/exports"));
  await site.evaluate(() => document.addEventListener("copy", () => {
    document.title = String(document.activeElement instanceof HTMLTextAreaElement && document.activeElement.value);
  }));
  await site.getByRole("button", { name: "Copy the commands for JSON Lines" }).click();
  await expect(site.getByText("Copied")).toBeVisible();
  expect(await site.title()).toContain("securebase export --format jsonl");
});

test("from a page's dialog to GraphiQL with its query and lens", async ({ site }) => {
  await site.goto(address("/lineage/secure-base?tier=T1"));
  await site.getByRole("button", { name: "Take this away" }).click();
  await takeaway(site).getByRole("link", { name: "Run it in GraphiQL" }).click();
  await expect(site.locator(".graphiql-query-editor .view-lines")).toContainText("query Lineage");
  await expect(site.locator(".graphiql-editor-tool .view-lines").first()).toContainText("minTier");
  await site.getByRole("button", { name: /Execute query/ }).click();
  await expect(site.locator(".graphiql-response .view-lines")).toContainText("Secure base");
});

test("a part is chosen by name, and its files are well-formed", async ({ site }) => {
  await site.goto(address("/exports?tier=T1"));
  await site.getByLabel("Of", { exact: true }).fill("dependency paradox");
  await site.locator("form", { has: site.locator("#lineage") }).getByRole("button", { name: "Choose" }).click();
  await expect(site.getByRole("heading", { level: 2, name: /^Lineage of Dependency paradox/ })).toBeVisible();
  await expect(site.locator(".holds")).toContainText("under your lens: scholarly sources only (T1)");
  const said = await site.locator(".holds").textContent();
  const claims = Number(/([\d,]+) claims?/.exec(said ?? "")?.[1]?.replace(",", ""));

  const text = await fileOf(site, "JSON Lines");
  const records = text.toString().trim().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(records.filter((record) => "stance" in record || "claim" in record || record.type === "claim").length).toBe(claims);
  expect((await fileOf(site, "Cypher script")).toString().trimEnd().endsWith(";")).toBe(true);
  expect((await fileOf(site, "CSV for neo4j-admin")).subarray(0, 2).toString()).toBe("PK");
});

async function fileOf(page: Page, name: string): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: `Download as ${name}` }).click()]);
  return readFile(await download.path());
}

test("without script the same stands on the page", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(address("/constructs/secure-base"));
  await page.locator(".cypher summary").click();
  await expect(page.locator(".cypher pre").first()).toContainText(":params {");
  await expect(page.locator(".cypher pre").nth(1)).toContainText("query Topic");
  await page.getByRole("link", { name: "How they are loaded, and other parts" }).click();
  await expect(page.getByRole("heading", { level: 2 }).first()).toHaveText("Around Secure base, up to 1 step");
  await context.close();
});

test("a picture of descent is saved as a file that stands alone", { tag: "@once" }, async ({ site }) => {
  const reader = await site.context().newPage(); // the policy of the site's pages is not that of the file
  for (const path of ["/lineage/secure-base", "/", "/trail?stops=john-bowlby,mary-ainsworth"]) {
    await site.goto(address(path));
    const buttons = site.locator(".saves");
    for (const form of ["SVG", "PNG"] as const) {
      const download = site.waitForEvent("download");
      await buttons.getByRole("button", { name: form }).press("Enter");
      const file = await (await download).path();
      if (form === "PNG") {
        const bytes = await readFile(file);
        expect(bytes.subarray(1, 4).toString(), path).toBe("PNG");
        expect(bytes.length, path).toBeGreaterThan(20_000);
        continue;
      }
      const text = await readFile(file, "utf8");
      const problems = await reader.evaluate((svg) => {
        const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
        return [...parsed.querySelectorAll("parsererror, use, image, script")].map(({ tagName }) => tagName);
      }, text);
      expect(problems, path).toEqual([]);
      expect(text, path).toContain("CC BY 4.0");
      expect(text, path).toContain("graph version ");
      expect(text, path).toContain("John Bowlby");
    }
  }
});
