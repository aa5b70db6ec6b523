import AxeBuilder from "@axe-core/playwright";
import type { Page, TestInfo } from "@playwright/test";
import { expect } from "#e2e/fixtures.ts";

const LOOKS = (["light", "dark"] as const).flatMap((colorScheme) =>
  [1440, 768, 375].map((width) => ({ colorScheme, width })),
);

/** Looks at a page in both themes, at the widths of a desk, a tablet and a phone. */
export async function lookAtAll(page: Page, name: string, testInfo: TestInfo) {
  for (const { colorScheme, width } of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    await lookAt(page, `${name} ${colorScheme}, ${width} px`.trim(), testInfo);
  }
}

/** Collects console errors, which include CSP violations, and uncaught exceptions. */
export function listen(page: Page, errors: string[] = []): string[] {
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(error.message));
  return errors;
}

/** Attaches a screenshot. Fails if the page scrolls sideways or axe finds a problem. */
async function lookAt(page: Page, look: string, testInfo: TestInfo) {
  await page.evaluate(() => document.fonts.ready);
  const screenshot = await page.screenshot({ fullPage: true, animations: "disabled" });
  await testInfo.attach(look, { body: screenshot, contentType: "image/png" });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.soft(overflow, `${look}: pixels of horizontal overflow`).toBeLessThanOrEqual(0);
  // Legacy mode skips cross-origin frames, which these pages don't have, and is twice as fast.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const list = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" ")}`);
  expect.soft(list, `${look}: axe violations`).toEqual([]);
}
