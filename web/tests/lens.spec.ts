import { AxeBuilder } from "@axe-core/playwright";
import { address, expect, test, type Page } from "./site";

const live = (page: Page): Promise<void> => page.locator("html[data-live]").waitFor({ state: "attached" });

const part = (page: Page, field: string) => page.locator(`button.part[data-field=${field}]`);

const setting = (page: Page) => page.locator(".setting:popover-open");

async function accessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map((v) => `${v.id}: ${v.nodes[0]?.html.slice(0, 200)}`), colorScheme).toEqual([]);
  }
}

test("the bar says the same with and without the script, in the same place", async ({ site, browser }) => {
  const plain = await (await browser.newContext({ javaScriptEnabled: false, viewport: site.viewportSize() })).newPage();
  for (const path of ["/constructs/secure-base", "/disputes?tier=T1&asof=1990&stance=null"]) {
    const seen = [];
    for (const page of [plain, site]) {
      await page.goto(address(path));
      if (page === site) await live(page);
      const text = (await page.locator(".lens .set").innerText()).split("\n")[0]?.replace(/\s+/g, " ").trim();
      const boxes = await page.locator(".lens .part").evaluateAll((parts) => parts.map((p) => Math.round(p.getBoundingClientRect().left)));
      seen.push({ text, boxes, height: (await page.locator(".lens").boundingBox())?.height });
    }
    expect(seen[1]).toEqual(seen[0]);
  }
  await plain.context().close();
});

test("each part opens its own setting; a change keeps the page's parameters, the place and the focus", async ({ site }) => {
  await site.goto(address("/lineage/secure-base?depth=3"));
  await live(site);
  await part(site, "tier").focus();
  await site.keyboard.press("Enter");
  await expect(setting(site)).toHaveAttribute("aria-label", "Sources");
  await expect(setting(site).getByRole("button", { name: "every tier" })).toBeFocused();
  await site.keyboard.press("Escape");
  await expect(setting(site)).toHaveCount(0);
  await expect(part(site, "tier")).toBeFocused();

  await site.evaluate(() => scrollTo(0, 30));
  await site.keyboard.press("Enter");
  await expect(setting(site).getByRole("button", { name: "every tier" })).toBeFocused();
  await site.keyboard.press("Tab");
  await site.keyboard.press("Tab");
  await site.keyboard.press("Tab");
  await expect(setting(site).getByRole("button", { name: "scholarly sources only (T1)" })).toBeFocused();
  await site.keyboard.press("Enter");
  await expect(site.locator(".lens.on .state")).toContainText(/^Hides \d+ lines here/);
  const url = new URL(site.url());
  expect([url.searchParams.get("tier"), url.searchParams.get("depth")]).toEqual(["T1", "3"]);
  await expect(part(site, "tier")).toBeFocused();
  expect(await site.evaluate(() => scrollY)).toBe(30);
  await expect(site.locator(".sentence > [role=status]")).toContainText(/^Hides \d+ lines here/);

  await site.goBack();
  await expect(site.locator(".lens .state")).toHaveText("Nothing is hidden");
});

test("years, language-model text and stances", async ({ site }) => {
  await site.goto(address("/constructs/secure-base"));
  await live(site);
  await part(site, "asof").click();
  await site.keyboard.type("1990");
  await site.keyboard.press("Enter");
  await expect(part(site, "asof")).toHaveText("up to 1990");
  await expect(part(site, "asof")).toBeFocused();
  await site.keyboard.press("Enter");
  await setting(site).getByRole("button", { name: "All years" }).click();
  await expect(part(site, "asof")).toHaveText("all years");

  await part(site, "llm").click();
  await setting(site).getByRole("button", { name: "hidden" }).click();
  await expect(part(site, "llm")).toHaveText("no LLM text");
  await expect(site.locator("main .llm")).toHaveCount(0);

  // A setting of several values stays open, so that the next one can be ticked.
  await part(site, "rest").click();
  await setting(site).getByText("Stance", { exact: true }).click();
  await setting(site).getByLabel("found nothing").check();
  await expect(part(site, "stance")).toHaveText("only what found nothing");
  await expect(setting(site).getByLabel("found nothing")).toBeFocused();
  await setting(site).getByLabel("disputes").check();
  await expect(part(site, "stance")).toHaveText("only what disputes or found nothing");
  expect(new URL(site.url()).searchParams.getAll("stance").sort()).toEqual(["disputes", "null"]);

  await site.keyboard.press("Escape");
  await site.locator(".lens").getByRole("link", { name: "Show everything" }).click();
  await expect(site.locator(".lens .state")).toHaveText("Nothing is hidden");
});

test("a population is found by its name and taken off again", async ({ site }) => {
  await site.goto(address("/constructs/attachment-security"));
  await live(site);
  await part(site, "rest").focus();
  await site.keyboard.press("Enter");
  await setting(site).getByText("Population", { exact: true }).click();
  await setting(site).getByPlaceholder("such as foster children").fill("fostr");
  await expect(setting(site).getByRole("option").first()).toContainText("foster");
  await site.keyboard.press("ArrowDown");
  await site.keyboard.press("Enter");
  await expect(part(site, "population")).toContainText("only on");
  await part(site, "population").click();
  await setting(site).getByRole("button", { name: "No longer only" }).click();
  await expect(site.locator(".lens .state")).toHaveText("Nothing is hidden");
});

test("without a script a population may be given by its name", async ({ browser }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(address("/constructs/attachment-security"));
  await page.locator(".lens summary").click();
  await page.locator("#lens-population").fill("Children in foster or kinship care");
  await page.getByRole("button", { name: "Look through this lens" }).click();
  await expect(page.locator(".lens.on .part").first()).toHaveText("only on foster children");
  await page.context().close();
});

test("the settings are accessible, and fit 320 px", async ({ site }) => {
  for (const field of ["tier", "asof", "rest"]) {
    await site.setViewportSize({ width: 1280, height: 900 });
    await site.goto(address("/constructs/secure-base?tier=T1&asof=1990&stance=null"));
    await live(site);
    await part(site, field).click();
    if (field === "rest") await setting(site).getByText("Design", { exact: true }).click();
    await accessible(site);
    await site.keyboard.press("Escape");
    await site.setViewportSize({ width: 320, height: 800 });
    await part(site, field).click();
    const box = await setting(site).boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= 320).toBe(true);
    expect(await site.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  }
});
