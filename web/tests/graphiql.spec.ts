import { AxeBuilder } from "@axe-core/playwright";
import { address, expect, test, type Page } from "./site.js";

// What axe says of the page. The inside of the editor is GraphiQL's and Monaco's: its tabs and its text area have
// roles that axe does not like, which is theirs to mend.
async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .exclude(".graphiql-sessions").exclude(".graphiql-sidebar").exclude(".graphiql-horizontal-drag-bar").analyze();
  return violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
}

const answer = (page: Page) => page.locator(".graphiql-response .view-lines");
const query = (page: Page) => page.locator(".graphiql-query-editor .view-lines");

async function open(page: Page, path = "/graphiql"): Promise<void> {
  await page.goto(address(path));
  await expect(query(page)).toContainText("query");
}

test("a question is opened and answered", async ({ site }) => {
  await open(site);
  await site.getByRole("button", { name: "Which trials of Circle of Security–Parenting found no effect?" }).click();
  await expect(query(site)).toContainText("TrialsThatFoundNothing");
  await expect(answer(site)).toContainText("totalCount");
  await expect(answer(site)).not.toContainText("errors");
  await site.getByRole("button", { name: "Who originated the secure base, and who disputes it?" }).click();
  await expect(site.getByRole("tab")).toHaveCount(2);
  await expect(answer(site)).toContainText("Who originated");
});

test("every question is answered without an error", async ({ site }) => {
  test.slow();
  await open(site);
  const questions = site.locator(".questions li button");
  await expect(questions).toHaveCount(12);
  for (let i = 0; i < 12; i++) {
    const done = site.waitForResponse((r) => r.url().endsWith("/graphql") && r.request().postData()?.includes("Introspection") === false);
    await questions.nth(i).click();
    const said = await (await done).json() as { data?: unknown; errors?: unknown };
    expect(said.errors, await questions.nth(i).textContent() ?? "").toBeUndefined();
    expect(said.data).toBeTruthy();
  }
});

test("the documentation opens and tells what a field means", async ({ site }) => {
  await open(site);
  await site.getByRole("button", { name: "Show Documentation Explorer" }).click();
  await site.getByRole("link", { name: "Query", exact: true }).click();
  await site.getByRole("link", { name: "evidencePaths", exact: true }).click();
  await expect(site.locator(".graphiql-plugin")).toContainText("ranked by the weakest step");
});

test("a query of an address, by keyboard alone", async ({ site }) => {
  const text = "query Name($id: ID!) { entity(id: $id) { name } }";
  await open(site, `/graphiql?${new URLSearchParams({ query: text, variables: '{"id":"secure-base"}' })}`);
  await expect(query(site)).toContainText("query Name");
  await expect(site.locator(".graphiql-editor-tool .view-lines").first()).toContainText("secure-base");
  for (let i = 0; i < 60 && !(await site.evaluate(() => document.activeElement?.classList.contains("graphiql-editor") ?? false)); i++) {
    await site.keyboard.press("Tab");
  }
  await site.keyboard.press("Enter"); // into the editor
  await site.keyboard.press("Control+Enter");
  await expect(answer(site)).toContainText("Secure base");
  await site.keyboard.press("Control+m"); // and out of it
  await site.keyboard.press("Tab");
  await expect(site.getByRole("button", { name: /Execute query/ })).toBeFocused();
});

test("what is wrong with a query is said by a worker of this site", async ({ site }) => {
  await open(site, `/graphiql?${new URLSearchParams({ query: "query Wrong { graph { versio } }" })}`);
  await expect(site.locator(".graphiql-query-editor .squiggly-error").first()).toBeAttached({ timeout: 20_000 });
  expect(site.workers().length).toBeGreaterThan(0);
});

test("accessible, light and dark, wide and narrow", async ({ site }) => {
  await open(site);
  for (const colorScheme of ["light", "dark"] as const) {
    await site.emulateMedia({ colorScheme });
    expect(await findings(site), colorScheme).toEqual([]);
  }
  await expect(site.locator(".graphiql-query-editor .monaco-editor")).toHaveClass(/\bvs-dark\b/);
  await expect(site.getByRole("heading", { level: 1 })).toHaveText("GraphiQL");
  for (const width of [375, 320]) {
    await site.setViewportSize({ width, height: 800 });
    expect(await site.evaluate(() => document.documentElement.scrollWidth), `width at ${width}`).toBeLessThanOrEqual(width);
  }
});

test("the site leads to it and back", async ({ site }) => {
  await site.goto(address("/builders?tier=T1"));
  await site.getByRole("link", { name: "Open GraphiQL" }).click();
  await expect(query(site)).toContainText("query");
  await site.getByRole("link", { name: "Constructs" }).first().click();
  await expect(site.getByRole("heading", { level: 1 })).toContainText("onstructs");
  expect(new URL(site.url()).search).toBe("?tier=T1");
});

test("without script there are the questions as text", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(address("/graphiql"));
  await expect(page.locator("#graphiql")).toBeHidden();
  await expect(page.locator(".query")).toHaveCount(12);
  await page.locator(".query summary").first().click();
  await expect(page.locator(".query pre").first()).toContainText("curl -sG http");
  await context.close();
});
