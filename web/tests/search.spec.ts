import { AxeBuilder } from "@axe-core/playwright";
import { address, expect, test, type Page } from "./site";

const live = (page: Page): Promise<void> => page.locator("html[data-live]").waitFor({ state: "attached" });

const options = (page: Page) => page.locator(".found:visible [role=option]");

async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
}

async function accessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await findings(page), colorScheme).toEqual([]);
  }
}

const slips = [
  { typed: "bowlbi", found: "John Bowlby" },
  { typed: "ainsworht", found: "Mary D. Salter Ainsworth" },
  { typed: "Circle of Securty", found: "Circle of Security (intensive, 20-week group)" },
  { typed: "dépendency paradox", found: "Dependency paradox" },
];

for (const { typed, found } of slips) {
  test(`“${typed}” finds ${found} first, in the list and on the page of results`, async ({ site }) => {
    await site.goto(address("/about"));
    await live(site);
    await site.locator(".seek input").first().fill(typed);
    await expect(options(site).first()).toContainText(found);
    const listed = await options(site).locator("b").allTextContents();
    expect(listed.length).toBeLessThanOrEqual(8);
    if (typed !== "dépendency paradox") await expect(options(site).first()).toContainText(`close to “${typed}”`);
    await site.locator(".seek input").first().press("Enter");
    await expect(site.getByRole("heading", { level: 1 })).toContainText(`for “${typed}”`);
    const results = (await site.locator(".hits .name .ent").allTextContents()).slice(0, listed.length);
    expect(results).toEqual(listed);
    if (typed !== "dépendency paradox") await expect(site.locator(".hits li").first()).toContainText(`close to “${typed}”`);
  });
}

test("typed, marked with arrows, opened with Enter", async ({ site }) => {
  await site.goto(address("/constructs"));
  await live(site);
  const box = site.locator(".seek input").first();
  await box.focus();
  await site.keyboard.type("secure base");
  await expect(options(site).first()).toContainText("Secure base");
  await expect(box).toHaveAttribute("aria-expanded", "true");
  await site.keyboard.press("ArrowUp");
  await expect(options(site).last()).toHaveAttribute("aria-selected", "true");
  await expect(options(site).last()).toContainText("All 149 for “secure base”");
  await site.keyboard.press("ArrowDown");
  const marked = options(site).first();
  await expect(marked).toHaveAttribute("aria-selected", "true");
  await expect(box).toHaveAttribute("aria-activedescendant", (await marked.getAttribute("id")) ?? "");
  await site.keyboard.press("Enter");
  await expect(site.getByRole("heading", { level: 1 })).toHaveText("Secure base");
});

test("Escape closes the list and leaves the words; Enter without a choice goes to the page of results", async ({ site }) => {
  await site.goto(address("/constructs?tier=T1"));
  await live(site);
  const box = site.locator(".seek input").first();
  await box.focus();
  await site.keyboard.type("haven");
  await expect(options(site).first()).toBeVisible();
  await site.keyboard.press("Escape");
  await expect(options(site)).toHaveCount(0);
  await expect(box).toHaveValue("haven");
  await site.keyboard.press("Enter");
  await expect(site.getByRole("heading", { level: 1 })).toContainText("for “haven”");
  expect(new URL(site.url()).searchParams.get("tier")).toBe("T1");
});

test("what was typed before the script came is kept and looked for", async ({ site }) => {
  let release = (): void => {};
  const held = new Promise<void>((done) => { release = done; });
  await site.route("**/assets/*.js", async (route) => {
    await held;
    await route.continue();
  });
  await site.goto(address("/"), { waitUntil: "commit" });
  const box = site.locator(".ask input[name=q]");
  await box.click();
  await site.keyboard.type("bowl");
  release();
  await site.keyboard.type("bi");
  await expect(options(site).first()).toContainText("John Bowlby");
  await expect(box).toHaveValue("bowlbi");
  await expect(box).toBeFocused();
});

test("an answer that comes late does not replace a newer one", async ({ site }) => {
  await site.goto(address("/about"));
  await live(site);
  let answered = 0;
  await site.route("**/graphql", async (route) => {
    const late = route.request().postData()?.includes('"bowlby"');
    if (late) await new Promise((wait) => setTimeout(wait, 1500));
    await route.continue().catch(() => {}); // the page may have given it up
    if (late) answered++;
  });
  // An answer that is no longer wanted is given up, which is no failure.
  site.removeAllListeners("requestfailed");
  const box = site.locator(".seek input").first();
  await box.fill("bowlby");
  await site.waitForTimeout(300);
  await box.fill("ainsworth");
  await expect(options(site).first()).toContainText("Ainsworth");
  await expect.poll(() => answered).toBe(1);
  await site.waitForTimeout(300);
  await expect(options(site).first()).toContainText("Ainsworth");
});

test("the lens of the address holds for what is found; what it hides is one step away", async ({ site }) => {
  await site.goto(address("/about?asof=1960"));
  await live(site);
  await site.locator(".seek input").first().fill("circle of security");
  await expect(site.locator(".found:visible")).toContainText("under this lens");
  await options(site).filter({ hasText: "that the lens hides" }).click();
  await expect(site.getByRole("heading", { level: 1 })).toContainText("for “circle of security”");
  expect(new URL(site.url()).searchParams.has("asof")).toBe(false);

  await site.goto(address("/about"));
  await live(site);
  await site.locator(".seek input").first().fill("zzzzzz");
  await expect(site.locator(".found:visible")).toContainText("Nothing here holds all the words");
  await expect(options(site)).toHaveText(["Words spelt alike, and the lists"]);
});

test("the page of results finds among one kind while someone types", async ({ site }) => {
  await site.goto(address("/search"));
  await live(site);
  await site.getByLabel("Among").selectOption({ label: "Theorists" });
  await site.locator(".ask input[name=q]").fill("attach");
  await expect(options(site).first()).toBeVisible();
  const kinds = await options(site).locator("svg.k").evaluateAll((marks) => marks.map((m) => m.getAttribute("aria-label")));
  expect(new Set(kinds)).toEqual(new Set(["Theorist"]));
});

test("palette: by / and Ctrl K, Escape gives the focus back, / is a letter in a box", async ({ site }) => {
  await site.goto(address("/constructs/secure-base"));
  await live(site);
  const link = site.getByRole("link", { name: "Lineage", exact: true }).first();
  await link.focus();
  await site.keyboard.press("/");
  const palette = site.getByRole("dialog", { name: "Search and commands" });
  await expect(palette.locator("input")).toBeFocused();
  await expect(palette.locator("input")).toHaveValue("");
  await site.keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await expect(link).toBeFocused();

  const box = site.locator(".seek input").first();
  await box.focus();
  await site.keyboard.press("/");
  await expect(palette).toBeHidden();
  await expect(box).toHaveValue("/");
  await site.keyboard.press("Control+k");
  await expect(palette.locator("input")).toBeFocused();
  await site.keyboard.press("Control+k");
  await expect(palette).toBeHidden();
  await site.getByRole("button", { name: "Search and commands" }).click();
  await expect(palette).toBeVisible();
});

test("palette: what is typed right after / is kept; Enter takes the first", async ({ site }) => {
  await site.goto(address("/about"));
  await live(site);
  await site.keyboard.press("/");
  await site.keyboard.type("bowlbi");
  await expect(options(site).first()).toContainText("John Bowlby");
  await site.keyboard.press("Enter");
  await expect(site.getByRole("heading", { level: 1 })).toHaveText("John Bowlby");
});

test("palette: commands of the page, of the lens and of the house", async ({ site }) => {
  await site.goto(address("/constructs/secure-base"));
  await live(site);
  await site.keyboard.press("/");
  for (const words of ["Lineage of Secure base", "Explore around Secure base", "Paths from Secure base", "Cite this page", "Theorists", "Disputes", "Scholarly sources only"]) {
    await expect(options(site).filter({ has: site.getByText(words, { exact: true }) })).toHaveCount(1);
  }
  await site.keyboard.type("cite");
  await site.keyboard.press("Enter");
  await expect(site.locator("#cite[open]")).toBeInViewport();
  await expect(site.locator("#cite summary")).toBeFocused();

  await site.keyboard.press("/");
  await site.keyboard.type("up to");
  await expect(options(site).first()).toContainText("Up to the year");
  await site.keyboard.press("Enter");
  await site.keyboard.type("1990");
  await expect(options(site).first()).toContainText("Up to 1990");
  await site.keyboard.press("Enter");
  await expect(site.locator(".lens.on .part").first()).toHaveText("up to 1990");
  await live(site);

  await site.keyboard.press("/");
  await site.keyboard.type("show every");
  await site.keyboard.press("Enter");
  await expect(site.locator(".lens .state")).toHaveText("Nothing is hidden");

  await live(site);
  await site.keyboard.press("/");
  await site.keyboard.type("paths from");
  await site.keyboard.press("Enter");
  await expect(site.locator("#from")).toHaveValue("Secure base");
});

test("the boxes of Paths are filled from their lists and sent by id", async ({ site }) => {
  await site.goto(address("/paths"));
  await live(site);
  await site.locator("#from").fill("bowlbi");
  await expect(options(site).first()).toContainText("John Bowlby");
  await site.keyboard.press("ArrowDown");
  await site.keyboard.press("Enter");
  await expect(site.locator("#from")).toHaveValue("John Bowlby");
  await site.locator("#to").fill("EFT");
  await options(site).first().click();
  await site.keyboard.press("Enter");
  await expect(site.getByRole("heading", { level: 1 })).toContainText("holds at");
  expect(new URL(site.url()).searchParams.get("from")).toBe("john-bowlby");
  expect(new URL(site.url()).searchParams.get("to")).toBe("emotionally-focused-therapy");
  await expect(site.locator(".plainhead .lead").first()).toContainText("From John Bowlby to Emotionally Focused Couple Therapy");

  await site.getByRole("button", { name: "Swap" }).click();
  await expect(site.locator("#to")).toHaveValue("John Bowlby");
  await expect(site.locator(".plainhead .lead").first()).toContainText("From Emotionally Focused Couple Therapy to John Bowlby");
  expect(new URL(site.url()).searchParams.has("swap")).toBe(false);
});

test("the stops of a trail and the start of a lineage are found while someone types", async ({ site }) => {
  await site.goto(address("/trail"));
  await live(site);
  for (const [i, typed] of ["bowlbi", "attachment theory"].entries()) {
    await site.locator(`#stop-${i + 1}`).fill(typed);
    await expect(options(site).first()).toBeVisible();
    await site.keyboard.press("ArrowDown");
    await site.keyboard.press("Enter");
  }
  await site.locator("#stop-2").press("Enter");
  await expect.poll(() => new URL(site.url()).search).toContain("attachment-theory");
  expect(new URL(site.url()).search).toMatch(/john-bowlby.*attachment-theory/);

  await site.goto(address("/lineage"));
  await live(site);
  await site.locator("input[name=of]").fill("secur bas");
  await expect(options(site).first()).toContainText("Secure base");
  await site.keyboard.press("ArrowDown");
  await site.keyboard.press("Enter");
  await site.keyboard.press("Enter");
  await expect.poll(() => new URL(site.url()).pathname).toBe("/lineage/secure-base");
});

test("Paths names what speaks against the two, and what the lens changed", async ({ site }) => {
  await site.goto(address("/paths?from=circle-of-security-parenting&to=attachment-security"));
  await expect(site.locator(".plainhead .lead").first()).toContainText("“Circle of Security Parenting improves Attachment security” has evidence against it: of 2 claims on it 2 found nothing");
  await site.goto(address("/paths?from=john-bowlby&to=emotionally-focused-therapy&asof=1980"));
  await expect(site.locator(".plainhead .gone")).toContainText("The lens takes every path away. Without it the best holds at 0.60");
  await expect(site.locator(".plainhead .gone li").first()).toContainText("hidden by the lens");
  await site.locator(".plainhead .gone").getByRole("link", { name: "Show everything" }).click();
  await expect(site.getByRole("heading", { level: 1 })).toContainText("holds at 0.60");
});

test("lists and palette are accessible, and fit 320 px", async ({ site }) => {
  await site.goto(address("/"));
  await live(site);
  const fits = async (): Promise<void> => {
    await site.setViewportSize({ width: 320, height: 800 });
    expect(await site.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await site.setViewportSize({ width: 1280, height: 900 });
  };
  await site.locator(".ask input[name=q]").fill("secure base");
  await expect(options(site).first()).toBeVisible();
  await site.keyboard.press("ArrowDown");
  await accessible(site);
  await fits();

  await site.goto(address("/paths?tier=T1"));
  await live(site);
  await site.locator("#to").fill("zzzzzz");
  await expect(site.locator(".found:visible")).toContainText("Nothing");
  await accessible(site);
  await fits();

  await site.locator("#to").fill("");
  await site.keyboard.press("Control+k");
  await expect(options(site).first()).toBeVisible();
  await accessible(site);
  await fits();
  await site.keyboard.type("sensitiv");
  await expect(options(site).locator("mark").first()).toBeVisible();
  await accessible(site);
  await fits();
});
