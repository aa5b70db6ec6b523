import type { Browser, Page } from "@playwright/test";
import { CPU_THROTTLE, goTo, launchBrowser, openPage, SETTLE_MS } from "./browser.ts";
import { type Figure, say } from "./report.ts";
import type { Seeded } from "./seeding.ts";
import type { Server } from "./server.ts";
import { FEW_ROUNDS } from "./settings.ts";

const POLL_MS = 500;
const INTERACTIVE = "header button[aria-label='Your account']:enabled";
const ROWS = "main table tbody tr";
/** The pages of the dashboard, and what is on screen when their content is. */
const PAGES: Record<string, { path: string; content: string }> = {
  "API keys": { path: "/settings/api-keys", content: ROWS },
  Usage: { path: "/settings/usage", content: "main h1" },
  Requests: { path: "/settings/requests", content: ROWS },
  Workspace: { path: "/settings/workspace", content: "main h1" },
  Account: { path: "/settings/account", content: "main h1" },
};

/** Each with the largest value that docs/design.md allows. */
const BUDGETS = {
  interactiveMs: { what: "interactive", unit: "ms", atMost: 1500 },
  lcpMs: { what: "LCP", unit: "ms", atMost: 1000 },
  inpMs: { what: "INP of the menu, the palette and the switch of environments", unit: "ms", atMost: 200 },
  cls: { what: "CLS", unit: "", atMost: 0.02 },
  scriptKb: { what: "JavaScript of the first load, as transferred", unit: "kB", atMost: 210 },
  fontKb: { what: "fonts", unit: "kB", atMost: 100 },
};

type Measured = Record<keyof typeof BUDGETS, number>;

/** Measures the dashboard's pages in Chromium, whose CPU is slowed down. Every load is that of a new browser. */
export async function measurePages(server: Server, { cookie }: Seeded, size: string): Promise<Figure[]> {
  const browser = await launchBrowser();
  try {
    const figures: Figure[] = [];
    for (const [name, { path, content }] of Object.entries(PAGES)) {
      say(`Dashboard: ${name} in a browser …`);
      const rounds: Measured[] = [];
      // The first load of a page also loads its code into the server.
      await load(browser, server, cookie, path, content);
      for (let round = 1; round <= FEW_ROUNDS; round += 1)
        rounds.push(await load(browser, server, cookie, path, content));
      figures.push(...figuresOf(name, rounds, size));
    }
    return figures;
  } finally {
    await browser.close();
  }
}

function figuresOf(name: string, rounds: Measured[], size: string): Figure[] {
  return Object.entries(BUDGETS).map(([key, { what, unit, atMost }]) => ({
    part: "dashboard",
    what: `${name}: ${what}`,
    unit,
    now: rounds.map((each) => each[key as keyof Measured]),
    notes: unit === "ms" ? `CPU slowed down ${CPU_THROTTLE} times; ${size}` : undefined,
    wanted: { atMost },
  }));
}

async function load(
  browser: Browser,
  { url }: Server,
  cookie: string,
  path: string,
  content: string,
): Promise<Measured> {
  const opened = await openPage(browser, url, cookie);
  const { page, transferred } = opened;
  await page.addInitScript(watch, [content, INTERACTIVE] as const);
  await goTo(page, path);
  const interactiveMs = await untilInteractive(page);
  await page.waitForTimeout(SETTLE_MS);
  const { script, font } = transferred;
  await interact(page);
  const { lcp: lcpMs, inp: inpMs, cls } = await opened.close();
  return { interactiveMs, lcpMs, inpMs, cls, scriptKb: script / 1000, fontKb: font / 1000 };
}

/**
 * Until the content is on screen, and the buttons, which are disabled before hydration, work. The page notes it itself: to be
 * asked all the time would take it a tenth of its time.
 */
async function untilInteractive(page: Page): Promise<number> {
  await page.waitForFunction(() => "interactiveMs" in window, null, { polling: POLL_MS });
  return page.evaluate(() => (window as unknown as { interactiveMs: number }).interactiveMs);
}

/** Runs in the page. */
function watch([content, button]: readonly [string, string]): void {
  const noteOnce = () => {
    if (!document.querySelector(content) || !document.querySelector(button)) return;
    observer.disconnect();
    Object.assign(window, { interactiveMs: performance.now() });
  };
  const observer = new MutationObserver(noteOnce);
  observer.observe(document, { subtree: true, childList: true, attributeFilter: ["disabled"] });
}

async function interact(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Your account" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("radio", { name: "Test" }).click();
  await page.waitForTimeout(SETTLE_MS);
  await page.getByRole("button", { name: "Search and commands" }).click();
  await page.getByRole("combobox").pressSequentially("key 12");
  await page.waitForTimeout(SETTLE_MS);
}
