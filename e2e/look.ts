import type { Page, TestInfo } from "@playwright/test";
import { axeViolations } from "#e2e/axe.ts";
import { expect } from "#e2e/fixtures.ts";

const ALL_LOOKS = (["light", "dark"] as const).flatMap((colorScheme) =>
  [1440, 768, 375].map((width) => ({ colorScheme, width })),
);
// Each look takes a second, so `npm test` takes the two that differ most, and `npm test -- --all` all six.
const LOOKS =
  process.env.E2E_LOOKS === "two"
    ? ALL_LOOKS.filter(({ colorScheme, width }) => width === (colorScheme === "light" ? 1440 : 375))
    : ALL_LOOKS;

/** Looks at a page in both themes, at the widths of a desk, a tablet and a phone. */
export async function lookAtAll(page: Page, name: string, testInfo: TestInfo) {
  for (const { colorScheme, width } of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    await lookAt(page, `${name} ${colorScheme}, ${width} px`.trim(), testInfo);
  }
}

/** Collects console errors with the address they are about, which include CSP violations, and uncaught exceptions. */
export function listen(page: Page, errors: string[] = []): string[] {
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(`${message.text()} at ${message.location().url}`);
  });
  page.on("pageerror", (error) => errors.push(error.message));
  return errors;
}

const SCREENSHOT_TRIES = 5;
const TRY_LIMIT_MS = 8_000;

/** Chromium without a GPU sometimes never answers. A changed viewport makes it draw again, and the next try answers at once. */
async function takeScreenshot(page: Page): Promise<Buffer> {
  const viewport = page.viewportSize()!;
  for (let tries = 1; ; tries += 1) {
    try {
      return await page.screenshot({ fullPage: true, animations: "disabled", timeout: TRY_LIMIT_MS });
    } catch (error) {
      if (tries === SCREENSHOT_TRIES) throw error;
    }
    await page.setViewportSize({ ...viewport, height: viewport.height + 1 });
    await page.setViewportSize(viewport);
  }
}

/** Attaches a screenshot. Fails if the page scrolls sideways or axe finds a problem. */
async function lookAt(page: Page, look: string, testInfo: TestInfo) {
  await page.evaluate(() => document.fonts.ready);
  const screenshot = await takeScreenshot(page);
  await testInfo.attach(look, { body: screenshot, contentType: "image/png" });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.soft(overflow, `${look}: pixels of horizontal overflow`).toBeLessThanOrEqual(0);
  expect.soft(await axeViolations(page), `${look}: axe violations`).toEqual([]);
}
