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
  await site.locator("html[data-live]").waitFor({ state: "attached" });
  await tabTo(site, "button.part[data-field=llm]");
  await site.keyboard.press("Enter");
  await tabTo(site, ".setting button[aria-pressed=false]");
  await site.keyboard.press("Enter");
  await expect(site.locator(".lens.on .state")).toContainText(/Hides \d+ claims/);
  await expect(site.locator("button.part[data-field=llm]")).toBeFocused();
  await tabTo(site, "button.part[data-field=rest]");
  await site.keyboard.press("Enter");
  await site.keyboard.press("Enter");
  for (let i = 0; i < 4; i++) await site.keyboard.press("Tab");
  await expect(site.getByRole("button", { name: "scholarly sources only (T1)" })).toBeFocused();
  await site.keyboard.press("Enter");
  await expect(site.locator(".lens.on .part").first()).toHaveText("scholarly sources only (T1)");
  expect(new URL(site.url()).searchParams.get("tier")).toBe("T1");
  expect(new URL(site.url()).searchParams.get("llm")).toBe("off");
  await expect(site.locator("main .llm")).toHaveCount(0);

  await tabTo(site, ".bundle a.ent", 200);
  await site.keyboard.press("Enter");
  await expect(site.getByRole("heading", { level: 1 })).not.toHaveText("Secure base");
  expect(new URL(site.url()).searchParams.get("tier")).toBe("T1");

  await tabTo(site, ".lens .state a", 400);
  await site.keyboard.press("Enter");
  await expect(site.locator(".lens .state")).toHaveText("Nothing is hidden");
  expect(new URL(site.url()).search).not.toContain("tier=T");
});

test("from a number to its source and back", async ({ site }) => {
  await site.goto(address("/constructs/secure-base"));
  await site.locator("html[data-live]").waitFor({ state: "attached" });
  await tabTo(site, ".sen .c", 200);
  const number = site.locator(".sen .c:focus");
  await site.keyboard.press("Enter");
  const source = site.getByRole("group", { name: /^Source \d+$/ });
  await expect(source).toBeInViewport();
  await tabTo(site, ".cited a", 10);
  await site.keyboard.press("Escape");
  await expect(source).toHaveCount(0);
  await expect(number).toHaveCount(1);
  await expect(number).toHaveAttribute("role", "button");
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
