import { AxeBuilder } from "@axe-core/playwright";
import { address, expect, pages, test, type Page } from "./site";

const colours = ["color-contrast", "link-in-text-block"];
const widths = [1920, 768, 375, 320];

// What axe says of the page, one line a rule: by all rules, or by those that look at colours, or by the others.
async function findings(page: Page, rules: "all" | "colours" | "others" = "all", part = "html"): Promise<string[]> {
  const axe = new AxeBuilder({ page }).include(part);
  if (rules === "colours") axe.withRules(colours);
  if (rules === "others") axe.disableRules(colours);
  const { violations } = await axe.analyze();
  return violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
}

for (const { name, path, status = 200 } of pages) {
  test(`${name}: axe, headings, widths`, async ({ site }) => {
    const response = await site.goto(address(path));
    expect(response?.status()).toBe(status);
    expect(await findings(site), "axe, light").toEqual([]);
    await site.emulateMedia({ colorScheme: "dark" });
    expect(await findings(site, "colours"), "axe, dark").toEqual([]);

    const levels = await site.locator("h1, h2, h3, h4, h5, h6").evaluateAll((all) => all.map((h) => Number(h.tagName.slice(1))));
    expect(levels.filter((level) => level === 1), "h1").toHaveLength(1);
    levels.forEach((level, i) => expect(level, `heading ${i + 1} of ${levels.join(" ")}`).toBeLessThanOrEqual((levels[i - 1] ?? 0) + 1));

    for (const width of widths) {
      await site.setViewportSize({ width, height: 800 });
      expect(await site.evaluate(() => document.documentElement.scrollWidth), `width at ${width}`).toBeLessThanOrEqual(width);
    }
    // Colours do not change with the width, and looking at all of them takes most of the time.
    expect(await findings(site, "others"), "axe, narrow").toEqual([]);
  });
}

test("the lens form without a script is accessible when it is open", async ({ browser }) => {
  const page = await (await browser.newContext()).newPage(); // axe needs a script engine, so only the site's own script is kept away
  await page.route("**/assets/*.js", (route) => route.abort());
  await page.goto(address("/constructs/secure-base?tier=T1"));
  await page.locator(".lens summary").click();
  await expect(page.locator("#lens-tier")).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.context().close();
});

test("the citations of a work and of a page are accessible when they are open", async ({ site }) => {
  for (const path of ["/sources/bretherton-1992", "/constructs/secure-base?tier=T1"]) {
    await site.setViewportSize({ width: 1280, height: 800 });
    await site.goto(address(path));
    await site.locator(".citing summary").click();
    await expect(site.locator(".citing pre").first()).toContainText("@");
    expect(await findings(site), path).toEqual([]);
    await site.setViewportSize({ width: 320, height: 800 });
    expect(await site.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(320);
  }
});

test("the pages are whole without scripts", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(address("/interventions/circle-of-security-parenting"));
  await expect(page.getByText("In the first randomized trial of COS-P")).toBeVisible();
  await context.close();
});

test("forced colours leave every mark and word", async ({ site }) => {
  await site.emulateMedia({ forcedColors: "active" });
  await site.goto(address("/constructs/secure-base"));
  await expect(site.locator(".tier").first()).toBeVisible();
  await expect(site.locator(".st.di").first()).toBeVisible();
  expect(await findings(site)).toEqual([]);
});

test("on paper the sources stay and the tools go", async ({ site }) => {
  await site.emulateMedia({ media: "print" });
  await site.goto(address("/constructs/secure-base"));
  await expect(site.locator(".mast")).toBeHidden();
  await expect(site.locator("#sources")).toBeVisible();
});

test("a source that is open beside its sentence is accessible, light and dark", async ({ site }) => {
  const section = ".sec:has(.cited)"; // the rest of the page is as it was
  for (const width of [1280, 320]) {
    await site.setViewportSize({ width, height: 800 });
    await site.goto(address("/constructs/secure-base"));
    await site.locator(".sen .c[role=button]").first().click();
    await expect(site.locator(".cited")).toBeVisible();
    expect(await findings(site, "all", section), `light, ${width}`).toEqual([]);
    await site.emulateMedia({ colorScheme: "dark" });
    expect(await findings(site, "colours", section), `dark, ${width}`).toEqual([]);
    await site.emulateMedia({ colorScheme: "light" });
  }
});

test("nothing moves for those who want no motion", async ({ site }) => {
  await site.emulateMedia({ reducedMotion: "reduce" });
  await site.goto(address("/constructs/secure-base"));
  const number = site.locator(".sen .c[role=button]").first();
  await number.hover();
  await number.click();
  await expect(site.locator(".cited")).toBeVisible();
  expect(await site.evaluate(() => document.getAnimations().map((a) => a.constructor.name))).toEqual([]);
  await site.keyboard.press("Control+k");
  await expect(site.getByRole("dialog")).toBeVisible();
  expect(await site.evaluate(() => document.getAnimations().map((a) => a.constructor.name))).toEqual([]);
});

test("at 200 % every page keeps to the width", async ({ browser }) => {
  const zoomed = await browser.newPage({ viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 }); // what 1280 px at 200 % come to
  for (const { name, path } of pages) {
    await zoomed.goto(address(path));
    expect(await zoomed.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(640);
  }
  await zoomed.close();
});
