import { gzipSync } from "node:zlib";
import { Server } from "../server";
import { address, expect, pages, test, type Page } from "./site";

const limits = { firstLoad: 180_000, route: 60_000, shift: 0.02 }; // bytes gzipped, bytes gzipped, score

// Waits until every part of the page that comes to life has done so.
const alive = async (page: Page): Promise<void> => {
  await expect(page.locator("html")).toHaveAttribute("data-live", "");
};

// What the text of a page says. The parts that become tools, and buttons that copy, have tests of their own.
const textOf = (page: Page): Promise<string> =>
  page.locator("main").evaluate((main) => {
    const text = main.cloneNode(true) as HTMLElement;
    for (const part of text.querySelectorAll("[data-live], .copies")) part.remove();
    return (text.textContent ?? "").replace(/\s+/g, " ").trim();
  });

test("a page reads the same without a script, with it, and gone to from another page", { tag: "@once" }, async ({ browser, site }) => {
  const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  for (const { name, path } of pages.filter(({ status = 200 }) => status === 200)) {
    await plain.goto(address(path));
    const before = await textOf(plain);
    await site.goto(address(path));
    await alive(site);
    expect(await textOf(site), `${name}, with the script`).toBe(before);
    await site.goto(address("/about"));
    await alive(site);
    await site.evaluate((to) => {
      const link = document.createElement("a");
      link.href = to;
      document.querySelector("main")?.append(link);
      link.click();
    }, path);
    await expect(site, name).toHaveTitle(await plain.title());
    await alive(site);
    expect(await textOf(site), `${name}, gone to`).toBe(before);
  }
  await plain.context().close();
});

test("nothing on a page moves while it comes to life", { tag: "@once" }, async ({ site }) => {
  for (const { name, path } of pages) {
    await site.goto(address(path));
    await alive(site);
    const shift = await site.evaluate(() => new Promise<number>((done) => {
      let sum = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
          if (!entry.hadRecentInput) sum += entry.value;
        }
      }).observe({ type: "layout-shift", buffered: true });
      setTimeout(() => done(sum), 200);
    }));
    expect(shift, name).toBeLessThanOrEqual(limits.shift);
  }
});

test("the script is small", { tag: "@once" }, async ({ site }) => {
  const loaded = new Map<string, number>();
  site.on("response", async (response) => {
    if (response.request().resourceType() === "script") loaded.set(response.url(), gzipSync(await response.body(), { level: 9 }).length);
  });
  for (const path of ["/", "/constructs/secure-base", "/lineage/secure-base", "/paths", "/search?q=base"]) {
    loaded.clear();
    await site.goto(address(path));
    await alive(site);
    await site.waitForLoadState("networkidle");
    const sizes = [...loaded.values()];
    expect(sizes.length, path).toBeGreaterThan(0);
    expect(sizes.reduce((a, b) => a + b, 0), path).toBeLessThanOrEqual(limits.firstLoad);
  }
});

test("place, focus and title go along through the history", async ({ site }) => {
  await site.goto(address("/constructs"));
  await alive(site);
  await site.evaluate(() => { document.body.dataset.kept = "yes"; scrollTo(0, 900); });
  await expect.poll(() => site.evaluate(() => (history.state as { place?: number } | null)?.place)).toBe(900);
  const link = site.locator("main a.ent").nth(8);
  const name = (await link.textContent())?.trim() ?? "";
  await link.press("Enter");
  await expect(site.getByRole("heading", { level: 1 })).toContainText(name.slice(1));
  await expect(site.locator("#main")).toBeFocused();
  expect(await site.evaluate(() => scrollY)).toBe(0);
  await expect(site.getByRole("status").filter({ hasText: "Secure Base" })).toHaveCount(1);
  await site.goBack();
  await expect(site).toHaveTitle(/^Constructs/);
  await expect.poll(() => site.evaluate(() => scrollY)).toBe(900);
  await site.goForward();
  await expect(site.getByRole("heading", { level: 1 })).toContainText(name.slice(1));
  expect(await site.evaluate(() => document.body.dataset.kept), "the document is the one loaded first").toBe("yes");
});

test("a place on another page is gone to and marked", async ({ site }) => {
  await site.goto(address("/"));
  await alive(site);
  await site.getByRole("link", { name: "Circle of Security Parenting in trials" }).click();
  await expect(site.locator("#evidence-base")).toBeInViewport();
  await expect(site.locator(":target")).toHaveAttribute("id", "evidence-base");
});

test("files, and pages that are not of the site, are left to the browser", async ({ site }) => {
  await site.goto(address("/sources/bretherton-1992"));
  await alive(site);
  await site.locator(".citing summary").click();
  const download = site.waitForEvent("download");
  await site.locator(".citing a").first().click();
  expect((await download).suggestedFilename()).toContain("bretherton-1992");
});

test("a server that went away is asked until it is back", async ({ page }) => {
  const server = await Server.start();
  try {
    await page.goto(`${server.address}/constructs/secure-base`);
    await alive(page);
    await server.stop();
    await page.locator("main a.ent").first().click();
    await expect(page.getByText("The server does not answer.")).toBeVisible();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Secure base");
    await server.start();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Mary D. Salter Ainsworth", { timeout: 15_000 });
    await expect(page.getByText("The server does not answer.")).toBeHidden();
  } finally {
    await server.end();
  }
});

test("the source of a sentence opens beside it, by keyboard", async ({ site }) => {
  for (const width of [1280, 320]) {
    await site.setViewportSize({ width, height: 900 });
    await site.goto(address("/constructs/secure-base"));
    await alive(site);
    const number = site.locator(".sen .c").first();
    await number.focus();
    await site.keyboard.press("Enter");
    const note = site.getByRole("group", { name: /^Source \d+$/ });
    await expect(note).toBeInViewport();
    await expect(note).toContainText("Bowlby");
    await expect(number).toHaveAttribute("aria-expanded", "true");
    expect(new URL(site.url()).hash).toBe("");
    await site.keyboard.press("Tab");
    await site.keyboard.press("Escape");
    await expect(note).toHaveCount(0);
    await expect(number).toBeFocused();
    await site.keyboard.press("Space");
    await expect(note).toBeVisible();
    expect(await site.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await note.getByRole("button").click();
    await expect(note).toHaveCount(0);
  }
});

test("the contents mark the section that is read", async ({ site }) => {
  await site.goto(address("/constructs/secure-base"));
  await alive(site);
  await site.locator("#evidence-base").evaluate((section) => section.scrollIntoView());
  await expect(site.locator(".toc [aria-current]")).toHaveText("Evidence base");
});
