import { address, expect, test, type Page } from "./site";

// Walks with Tab until what is wanted has the focus.
async function tabTo(page: Page, wanted: string, most = 80): Promise<void> {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, wanted)) return;
  }
  throw new Error(`${wanted} has no focus after ${most} steps`);
}

test("the skip link comes first and leads to the text", async ({ site }) => {
  await site.goto(address("/constructs/secure-base"));
  await site.keyboard.press("Tab");
  await expect(site.locator(".skip")).toBeFocused();
  await expect(site.locator(".skip")).toBeInViewport();
  await site.keyboard.press("Enter");
  await expect(site.locator("main")).toBeFocused();
});

test("search by keyboard", async ({ site }) => {
  await site.goto(address("/constructs"));
  await tabTo(site, ".seek input");
  await site.keyboard.type("secure base");
  await site.keyboard.press("Enter");
  await expect(site.getByRole("heading", { level: 1 })).toContainText("for “secure base”");
  await tabTo(site, ".hits a");
  await site.keyboard.press("Enter");
  await expect(site.getByRole("heading", { level: 1 })).toHaveText("Secure base");
});

test("the lens by keyboard: put on, kept in links, taken off", async ({ site }) => {
  await site.goto(address("/constructs/secure-base"));
  await tabTo(site, ".lens summary");
  await site.keyboard.press("Enter");
  await tabTo(site, "#lens-tier");
  await site.keyboard.type("scholarly sources only");
  await tabTo(site, "#lens-llm");
  await site.keyboard.press("ArrowDown");
  await tabTo(site, ".lens .go button");
  await site.keyboard.press("Enter");
  await expect(site.locator(".lens.on .state")).toContainText(/Hides \d+ claims/);
  expect(new URL(site.url()).searchParams.get("tier")).toBe("T1");
  expect(new URL(site.url()).searchParams.get("llm")).toBe("off");
  await expect(site.locator("main .llm")).toHaveCount(0);

  await tabTo(site, ".bundle a.ent", 200);
  await site.keyboard.press("Enter");
  await expect(site.getByRole("heading", { level: 1 })).not.toHaveText("Secure base");
  expect(new URL(site.url()).searchParams.get("tier")).toBe("T1");

  await tabTo(site, ".lens .state a");
  await site.keyboard.press("Enter");
  await expect(site.locator(".lens .state")).toHaveText("Nothing is hidden");
  expect(new URL(site.url()).search).not.toContain("tier=T");
});

test("from a number to its source and back", async ({ site }) => {
  await site.goto(address("/constructs/secure-base"));
  await tabTo(site, ".sen .c", 200);
  const sentence = await site.evaluate(() => document.activeElement?.closest(".sen")?.id ?? "");
  await site.keyboard.press("Enter");
  const source = site.locator(".src > li:target");
  await expect(source).toBeInViewport();
  await site.keyboard.press("Tab");
  await expect(source.locator("a:focus")).toHaveCount(1);
  while (!(await site.evaluate((id) => document.activeElement?.getAttribute("href") === `#${id}`, sentence))) {
    await site.keyboard.press("Tab");
    await expect(source.locator("a:focus")).toHaveCount(1);
  }
  await site.keyboard.press("Enter");
  await expect(site.locator(".sen:target")).toBeInViewport();
  await expect(site.locator(".sen:target")).toHaveAttribute("id", sentence);
});

test("paths by keyboard, down to the arithmetic", async ({ site }) => {
  await site.goto(address("/paths"));
  await tabTo(site, "#from");
  await site.keyboard.type("John Bowlby");
  await tabTo(site, "#to");
  await site.keyboard.type("EFT");
  await site.keyboard.press("Enter");
  await expect(site.getByRole("heading", { level: 1 })).toContainText("holds at");
  await tabTo(site, ".why:not([open]) > summary", 120);
  await site.keyboard.press("Enter");
  await expect(site.locator(".why[open] .eq").last()).toContainText("strength = S · (1 − D)");
});

test("the menu on a narrow screen", async ({ site }) => {
  await site.setViewportSize({ width: 320, height: 800 });
  await site.goto(address("/"));
  await tabTo(site, ".menu summary");
  await site.keyboard.press("Enter");
  await tabTo(site, ".menu nav a");
  await site.keyboard.press("Enter");
  await expect(site.getByRole("heading", { level: 1 })).toHaveText("Theorists");
});
