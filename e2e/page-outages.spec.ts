import type { Page, Route } from "@playwright/test";
import { expect, hydrated, test } from "#e2e/fixtures.ts";

const POLL_MS = 31_000;

const PAGES = [
  ["usage", "/settings/usage"],
  ["requests", "/settings/requests"],
  ["members", "/settings/workspace/members"],
  ["scopes", "/settings/workspace/scopes"],
  ["audit log", "/settings/workspace/audit-log"],
  ["plan", "/settings/workspace/plan"],
  ["account", "/settings/account"],
] as const;

const refuse = (status: number, code: string, detail: string) => (route: Route) =>
  route.fulfill({
    status,
    headers: { "content-type": "application/problem+json", "retry-after": "2" },
    body: JSON.stringify({ type: "about:blank", title: "Refused", status, code, detail }),
  });

const FAILURES: [answer: (route: Route) => Promise<void>, says: RegExp][] = [
  [(route) => route.abort(), /Can't reach the server\..*Last updated at .*Trying again/],
  [refuse(503, "unavailable", "Away."), /temporarily unavailable\..*Last updated at .*Trying again/],
  [refuse(429, "rate_limited", "Too many."), /Too many requests.*Last updated at .*Trying again/],
  [
    refuse(403, "forbidden", "Your role can't read this."),
    /Your role can't read this\. This page is no longer updated/,
  ],
];

const banner = (page: Page) => page.locator("[role=status]", { hasText: /Last updated at/ });

/** A poll that is on its way when the time comes is the next one's. */
const untilPolled = (page: Page, check: () => Promise<void>) =>
  expect(async () => {
    await page.clock.fastForward(POLL_MS);
    await check();
  }).toPass({ timeout: 20_000 });

for (const [name, path] of PAGES)
  test(`${name}: a network cut, 503, 429, 403 and an ended session are told, and the page goes on`, async ({
    browser,
    server,
    account: { storageState },
  }) => {
    const page = await browser.newPage({ baseURL: server.url, storageState, reducedMotion: "reduce" });
    await page.clock.install();
    await page.goto(path);
    await hydrated(page);
    // What the page loads in the browser is there.
    await page.waitForLoadState("networkidle");
    await expect(page.getByRole("main").getByText(/^Loading/)).toHaveCount(0);
    const title = await page.getByRole("heading", { level: 1 }).textContent();
    for (const [answer, says] of FAILURES) {
      await page.route("**/api/v1/**", answer);
      await untilPolled(page, () => expect(banner(page)).toHaveText(says, { timeout: 3000 }));
      // What was loaded stays.
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(title!);
      await expect(page.getByRole("main").getByText(/^Couldn't load/)).toHaveCount(0);
      await page.unroute("**/api/v1/**");
      // It may have tried by itself in the meantime.
      await page
        .getByRole("button", { name: "Try now" })
        .click({ timeout: 2000 })
        .catch(() => {});
      await expect(banner(page)).toHaveCount(0);
    }
    await page.route("**/api/v1/**", refuse(401, "unauthorized", "The session has ended."));
    const dialog = page.getByRole("dialog", { name: "Log in again" });
    await untilPolled(page, () => expect(dialog).toBeVisible({ timeout: 3000 }));
    await page.close();
  });
