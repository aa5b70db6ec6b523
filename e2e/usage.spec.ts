import { readFileSync } from "node:fs";
import type { BrowserContext, Page } from "@playwright/test";
import { type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { expect, logIn, test } from "#e2e/fixtures.ts";
import { tabTo } from "#e2e/keyboard.ts";
import { listen, lookAtAll } from "#e2e/look.ts";
import type { OwnServer } from "#e2e/test-server.ts";

const OWN_LIMIT = { requests: 30, window_seconds: 3600 };

interface Keys {
  first: { id: string; hint: string };
  second: { id: string; hint: string };
}

/** Two keys of the same name: one with three successes and a request for what doesn't exist, one with a limit of its own. */
async function useKeys(server: OwnServer, developer: Developer): Promise<Keys> {
  const first = await newKey(server, developer, { name: "twin", scopes: ["keys:read"] });
  const second = await newKey(server, developer, { name: "twin", rate_limit: OWN_LIMIT });
  for (const path of ["me", "me", "me", `keys/key_${"0".repeat(25)}`]) await send(server, path, first.secret);
  await send(server, "me", second.secret);
  return { first, second };
}

const send = (server: OwnServer, path: string, secret: string) =>
  fetch(`${server.url}/api/v1/${path}`, { headers: { "x-api-key": secret } });

/** `errors` gets what the browser reports from the first moment on. */
async function openPage(context: BrowserContext, path: string, errors?: string[]): Promise<Page> {
  const page = await context.newPage();
  if (errors) listen(page, errors);
  await page.goto(path);
  await expect(page.getByRole("heading", { name: "Usage", level: 1 })).toBeVisible();
  return page;
}

/** The numbers of one interval, which the chart shows at the mouse, the finger or the keyboard's position. */
const shownByChart = (page: Page) =>
  page.getByRole("figure").getByRole("status").filter({ hasText: "Total" });
const chart = (page: Page) => page.getByRole("application", { name: /Requests by/ });

test.describe("usage", () => {
  let developer: Developer;
  let keys: Keys;
  let context: BrowserContext;
  test.beforeAll(async ({ server, browser }) => {
    developer = await newDeveloper(server);
    keys = await useKeys(server, developer);
    context = await browser.newContext({
      baseURL: server.url,
      storageState: await logIn(server, browser, developer),
      hasTouch: true,
      reducedMotion: "reduce",
    });
  });
  test.afterAll(() => context.close());

  test("keys of one name are two groups, each with its hint, and one of them can be shown alone", async () => {
    const page = await openPage(context, "/settings/usage");
    const rows = page.getByRole("table", { name: "Requests by key" }).getByRole("row");
    await expect(rows.filter({ hasText: keys.first.hint })).toContainText("25%");
    await rows.filter({ hasText: keys.second.hint }).getByRole("link", { name: "twin" }).click();
    await expect(page).toHaveURL(new RegExp(`key=${keys.second.id}`));
    await expect(page.getByText("Key: twin")).toContainText(keys.second.hint);
    const statuses = page.getByRole("table", { name: "Requests by status" }).getByRole("row");
    await expect(statuses.filter({ hasText: "200" })).toContainText("100%");
    await page.reload();
    await page.getByRole("button", { name: "Show all keys" }).click();
    await expect(rows.filter({ hasText: keys.first.hint })).toBeVisible();
    await page.close();
  });

  test("the chart can be read with the mouse, by touch and with the keyboard", async () => {
    const page = await openPage(context, "/settings/usage?range=1h");
    await expect(chart(page)).toBeVisible();
    await tabTo(page, chart(page));
    await page.keyboard.press("ArrowRight");
    await expect(shownByChart(page)).toContainText("UTC");
    await page.keyboard.press("Escape");
    const box = (await chart(page).boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await expect(shownByChart(page)).toBeVisible();
    await page.mouse.move(0, 0);
    await expect(shownByChart(page)).toBeHidden();
    await page.touchscreen.tap(x, y);
    await expect(shownByChart(page)).toBeVisible();
    await page.close();
  });

  test("the table and the CSV have the chart's numbers, and one interval can be looked at alone", async () => {
    const page = await openPage(context, "/settings/usage?range=7d&group=route");
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download CSV" }).click();
    const csv = readFileSync(await (await downloading).path(), "utf8");
    expect(csv).toContain("start,group,name,hint,total,succeeded,failed,rate_limited\r\n");
    expect(csv).toMatch(/,GET \/api\/v1\/me,GET \/api\/v1\/me,,4,4,0,0\r\n/);
    await page.getByRole("radio", { name: "Table" }).click();
    const table = page.getByRole("table", { name: /Times are UTC/ });
    await expect(table.getByRole("columnheader", { name: "GET /api/v1/me" })).toBeVisible();
    await table.getByRole("button").first().click();
    await expect(page.getByText("Custom range, by hour")).toBeVisible();
    await page.goBack();
    await expect(page.getByText("Last 7 days, by day")).toBeVisible();
    await page.close();
  });

  test("a custom range is in UTC, says what is wrong with it, and is in the URL", async () => {
    const page = await openPage(context, "/settings/usage");
    await page.getByRole("radio", { name: "7 d" }).click();
    await expect(page).toHaveURL(/range=7d/);
    await page.getByRole("radio", { name: "Custom" }).click();
    await expect(page.getByRole("button", { name: "Apply" })).toBeVisible();
    // Back shows another range, so nobody is choosing one any more.
    await page.goBack();
    await expect(page.getByRole("radio", { name: "24 h" })).toBeChecked();
    await expect(page.getByRole("button", { name: "Apply" })).toHaveCount(0);
    await page.getByRole("radio", { name: "Custom" }).click();
    await page.getByLabel("From (UTC)").fill("2025-03-02T00:00");
    await page.getByLabel("To (UTC)").fill("2025-03-01T00:00");
    await page.getByRole("button", { name: "Apply" }).click();
    await expect(page.getByText("The end must be after the start.")).toBeVisible();
    await page.getByLabel("To (UTC)").fill("2025-03-09T00:00");
    await page.getByRole("button", { name: "Apply" }).click();
    await expect(page).toHaveURL(/from=2025-03-02T00:00:00.000Z&to=2025-03-09T00:00:00.000Z/);
    await expect(page.getByText("Compared with the period before: Feb 23 – Mar 1 (UTC)")).toBeVisible();
    await expect(page.getByText("No requests with live keys in this period")).toBeVisible();
    await expect(page.getByRole("button", { name: "Apply" })).toBeFocused();
    await page.close();
  });

  test("while usage loads, the page doesn't move and shows no numbers", async () => {
    for (const width of [1440, 768, 375]) {
      const page = await context.newPage();
      await page.setViewportSize({ width, height: 844 });
      await page.addInitScript(() => {
        const shifts = { sum: 0 };
        Object.assign(window, { shifts });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) shifts.sum += (entry as unknown as { value: number }).value;
        }).observe({ type: "layout-shift", buffered: true });
      });
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      await page.route("**/api/v1/usage/series?*", async (route) => {
        await held;
        await route.continue();
      });
      await page.goto("/settings/usage");
      await expect(page.getByText("Loading usage…")).toBeVisible();
      await expect(page.getByRole("figure")).toHaveCount(0);
      release();
      await expect(chart(page)).toBeVisible();
      const shifted = await page.evaluate(
        () => (window as unknown as { shifts: { sum: number } }).shifts.sum,
      );
      expect(shifted, `${width} px`).toBeLessThanOrEqual(0.02);
      await page.close();
    }
  });

  test("the limits of the plan and of a key are shown live", async ({ server }) => {
    const page = await openPage(context, "/settings/usage");
    const own = page.getByRole("meter", { name: "Requests with twin in the last hour" });
    await expect(own).toHaveAttribute("value", "1");
    const another = await newKey(server, developer, { name: "another", rate_limit: OWN_LIMIT });
    await send(server, "me", another.secret);
    const live = page.getByRole("meter", { name: "Requests with another in the last hour" });
    await expect(live).toHaveAttribute("value", "1", { timeout: 15_000 });
    await page.close();
  });

  test("while the server is away, another range says so instead of showing the last one's numbers", async () => {
    const page = await openPage(context, "/settings/usage");
    await page.route("**/api/v1/usage/**", (route) => route.fulfill({ status: 503, json: {} }));
    await page.getByRole("radio", { name: "30 d" }).click();
    await expect(page.getByText("Couldn't load usage")).toBeVisible();
    await page.unroute("**/api/v1/usage/**");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByText("Last 30 days, by day")).toBeVisible();
    await page.close();
  });

  for (const [name, path, open] of [
    ["by key", "/settings/usage", undefined],
    ["as a table", "/settings/usage?group=code&range=7d", "Table"],
    ["custom range without requests", "/settings/usage?environment=test", "Custom"],
  ] as const)
    test(`looks right ${name}`, async ({ browserName: _ }, testInfo) => {
      const errors: string[] = [];
      const page = await openPage(context, path, errors);
      if (open) await page.getByRole("radio", { name: open }).click();
      else await expect(chart(page)).toBeVisible();
      await lookAtAll(page, name, testInfo);
      expect(errors).toEqual([]);
      await page.close();
    });
});
