// Pages in Chromium, whose CPU is slowed down. Each is loaded in a new context, without anything in its cache.
import { type Browser, type CDPSession, chromium, type Page } from "@playwright/test";
import { findChromium } from "#scripts/chromium.ts";
import { Stop } from "#scripts/stop.ts";

export const CPU_THROTTLE = 4;
/** How long a page is given to finish what it has started. */
export const SETTLE_MS = 1500;

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: findChromium(),
    args: [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), "--disable-gpu"],
  });

/** What a page has shown so far. As web-vitals, without its windows: all shifts count, and the slowest interaction. */
export interface Seen {
  /** In ms. */
  lcp: number;
  cls: number;
  /** In ms. */
  inp: number;
}

export interface OpenedPage {
  page: Page;
  /** The bytes so far of fonts, and of the scripts that the document itself asks for. */
  transferred: { script: number; font: number };
  /** Closes it, and returns what it has shown. */
  close(): Promise<Seen>;
}

/** Opens an empty page that measures what it will show. */
export async function openPage(browser: Browser, url: string, cookie?: string): Promise<OpenedPage> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 } });
  if (cookie) {
    const [name = "", ...value] = cookie.split("=");
    await context.addCookies([{ name, value: value.join("="), url }]);
  }
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: CPU_THROTTLE });
  const transferred = await countTransfers(devtools);
  await page.addInitScript(observe);
  const close = async () => {
    const seen = await page.evaluate(() => (window as unknown as { seen: Seen }).seen);
    await context.close();
    return seen;
  };
  return { page, transferred, close };
}

/** Opens a path. Throws a `Stop` if its answer isn't 200. */
export async function goTo(page: Page, path: string): Promise<void> {
  const response = await page.goto(path, { waitUntil: "commit" });
  if (response?.status() !== 200) throw new Stop(`${path} answers ${response?.status()}.`);
}

/** Counts the bytes of fonts, and of the scripts that the document itself asks for: the others load when it is idle. */
async function countTransfers(devtools: CDPSession) {
  const kinds = new Map<string, "script" | "font">();
  const headers = new Map<string, number>();
  const bytes = { script: 0, font: 0 };
  devtools.on("Network.requestWillBeSent", ({ requestId, type, initiator }) => {
    if (type === "Font") kinds.set(requestId, "font");
    if (type === "Script" && initiator.type === "parser") kinds.set(requestId, "script");
  });
  devtools.on("Network.responseReceived", ({ requestId, response }) =>
    headers.set(requestId, response.encodedDataLength),
  );
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId);
    if (kind) bytes[kind] += encodedDataLength - (headers.get(requestId) ?? 0);
  });
  await devtools.send("Network.enable");
  return bytes;
}

/** Runs in the page. */
function observe(): void {
  const seen: Seen = { lcp: 0, cls: 0, inp: 0 };
  Object.assign(window, { seen });
  type Entry = PerformanceEntry & { value: number; hadRecentInput: boolean; interactionId: number };
  const each = (type: string, note: (entry: Entry) => void) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) note(entry as Entry);
    }).observe({ type, buffered: true, durationThreshold: 16 } as PerformanceObserverInit);
  each("largest-contentful-paint", ({ startTime }) => {
    seen.lcp = startTime;
  });
  each("layout-shift", ({ value, hadRecentInput }) => {
    if (!hadRecentInput) seen.cls += value;
  });
  each("event", ({ duration, interactionId }) => {
    if (interactionId) seen.inp = Math.max(seen.inp, duration);
  });
}
