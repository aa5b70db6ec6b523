import type { Browser } from "@playwright/test";
import { end } from "#scripts/processes.ts";
import { CPU_THROTTLE, goTo, launchBrowser, openPage, SETTLE_MS } from "./browser.ts";
import { newDataLocation } from "./data-location.ts";
import { type Figure, say } from "./report.ts";
import { startServer } from "./server.ts";
import { ROUNDS } from "./settings.ts";
import type { Bench } from "./versions.ts";

/** What people see before they log in. */
const PATHS = ["/", "/docs", "/docs/quickstart", "/docs/reference", "/signup", "/login"];

/** Each with the largest value that docs/design.md allows. */
const BUDGETS = {
  lcpMs: { what: "LCP", unit: "ms", atMost: 1000 },
  cls: { what: "CLS", unit: "", atMost: 0.02 },
  scriptKb: { what: "JavaScript of the first load, as transferred", unit: "kB", atMost: 160 },
  fontKb: { what: "fonts", unit: "kB", atMost: 100 },
};

type Measured = Record<keyof typeof BUDGETS, number>;

/** Measures the pages before the log-in in Chromium, whose CPU is slowed down. Every load is that of a new browser. */
export async function measurePublicPages({ directory, versions: { now: tree } }: Bench): Promise<Figure[]> {
  const server = await startServer(tree, newDataLocation(directory));
  const browser = await launchBrowser();
  try {
    const rounds = new Map<string, Measured[]>(PATHS.map((path) => [path, []]));
    // The first load of a page also loads its code into the server.
    for (const path of PATHS) await load(browser, server.url, path);
    for (let round = 1; round <= ROUNDS; round += 1) {
      say(`Public pages: round ${round} of ${ROUNDS} …`);
      for (const path of PATHS) rounds.get(path)!.push(await load(browser, server.url, path));
    }
    return [...rounds].flatMap(([path, measured]) => figuresOf(path, measured));
  } finally {
    await browser.close();
    await end(server.process);
  }
}

const figuresOf = (path: string, rounds: Measured[]): Figure[] =>
  Object.entries(BUDGETS).map(([key, { what, unit, atMost }]) => ({
    part: "public-pages",
    what: `\`${path}\`: ${what}`,
    unit,
    now: rounds.map((each) => each[key as keyof Measured]),
    notes: unit === "ms" ? `CPU slowed down ${CPU_THROTTLE} times` : undefined,
    wanted: { atMost },
  }));

async function load(browser: Browser, url: string, path: string): Promise<Measured> {
  const { page, transferred, close } = await openPage(browser, url);
  await goTo(page, path);
  // The reference loads its viewer later.
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(SETTLE_MS);
  const { script, font } = transferred;
  const { lcp: lcpMs, cls } = await close();
  return { lcpMs, cls, scriptKb: script / 1000, fontKb: font / 1000 };
}
