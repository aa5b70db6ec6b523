import type { Browser, Page } from "@playwright/test";
import { call, type NewKey, newKey } from "#e2e/api/client.ts";
import { type Account, expect, hydrated, test } from "#e2e/fixtures.ts";
import { tabTo } from "#e2e/keyboard.ts";
import type { OwnServer } from "#e2e/test-server.ts";

/** The log of a key of its own, so that the specs of a worker don't see each other's requests. */
async function openLog(browser: Browser, server: OwnServer, { developer, storageState }: Account) {
  const key = await newKey(server, developer, { name: "orders-service" });
  const context = await browser.newContext({ baseURL: server.url, storageState, reducedMotion: "reduce" });
  const page = await context.newPage();
  const send = (path = "/api/v1/me") => call(server, "GET", path, { key: key.secret });
  return { key, page, send, log: logOf(key) };
}

const logOf = (key: NewKey) => `/settings/requests?key=${key.id}`;
const rows = (page: Page) => page.getByRole("table", { name: "Requests" }).locator("tbody").getByRole("row");

test("filters narrow the log, are in the URL, and are removed with one button", async ({
  browser,
  server,
  account,
}) => {
  const { page, send, log } = await openLog(browser, server, account);
  await send();
  await send("/api/v1/keys");
  await page.goto(log);
  await expect(rows(page)).toHaveCount(2);
  await hydrated(page);
  await page.getByLabel("Status", { exact: true }).selectOption("4xx");
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText("forbidden");
  await expect(page).toHaveURL(/status=4xx/);
  await page.reload();
  await expect(rows(page)).toHaveCount(1);
  await page.getByLabel("Path", { exact: true }).fill("/api/v1/me");
  await page.getByLabel("Path", { exact: true }).press("Enter");
  await expect(page.getByText("No matching requests")).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: "Clear filters" }).last());
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/settings\/requests$/);
  // The button is gone, and the keyboard goes on in the page instead of at the top of the browser.
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest("main") !== null)).toBe(true);
  await page.context().close();
});

test("new requests appear by themselves, wait while the list is read, and stop when paused", async ({
  browser,
  server,
  account,
}) => {
  const { page, send, log } = await openLog(browser, server, account);
  for (let i = 0; i < 20; i++) await send();
  await page.goto(log);
  await expect(rows(page)).toHaveCount(20);
  await send();
  await expect(rows(page)).toHaveCount(21);
  await page.setViewportSize({ width: 1280, height: 500 });
  await rows(page).last().scrollIntoViewIfNeeded();
  await send();
  await send();
  const waiting = page.getByRole("button", { name: /^[12] new requests?$/ });
  await expect(waiting).toBeVisible({ timeout: 15_000 });
  await expect(rows(page)).toHaveCount(21);
  await waiting.click();
  await expect(rows(page)).toHaveCount(23);
  await page.getByRole("button", { name: "Live tail" }).click();
  await send();
  const polled = page.waitForRequest(/\/api\/v1\/requests\?/, { timeout: 5_000 });
  await expect(polled).rejects.toThrow("Timeout");
  await expect(rows(page)).toHaveCount(23);
  await page.context().close();
});

test("a refused request tells why, what it would have needed, and how to send it again", async ({
  browser,
  server,
  account,
}) => {
  const { page, send, key } = await openLog(browser, server, account);
  const refused = await send("/api/v1/keys");
  const id = refused.headers.get("request-id")!;
  await page.goto("/settings/requests");
  // With the keyboard alone.
  await hydrated(page);
  await tabTo(page, page.getByLabel("Find a request by its ID"));
  await page.keyboard.type("req_1");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Enter a full request ID")).toBeVisible();
  await page.getByLabel("Find a request by its ID").fill(id);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "GET /api/v1/keys", level: 1 })).toBeVisible();
  await expect(page.getByText(id, { exact: true }).last()).toBeVisible();
  const checks = page.getByRole("region", { name: "Checks" });
  await expect(checks.getByRole("listitem")).toContainText(["passed", "passed", "failed"]);
  await expect(checks).toContainText("The scope keys:read. You can add it to orders-service.");
  const code = page.getByRole("link", { name: "forbidden" });
  await expect(code).toHaveAttribute("href", "/docs/errors/forbidden");
  await expect(page.getByRole("region", { name: "Send it again" })).not.toContainText(key.secret);
  await page.goto(`/settings/requests/req_${"0".repeat(25)}`);
  await expect(page.getByRole("heading", { name: "Request not found" })).toBeVisible();
  await page.context().close();
});

test("a key is chosen by its name with the keyboard alone", async ({ browser, server, account }) => {
  const { page, send, key } = await openLog(browser, server, account);
  await send();
  await page.goto("/settings/requests");
  await expect(page.getByRole("button", { name: "Key: any" })).toBeEnabled();
  await tabTo(page, page.getByRole("button", { name: "Key: any" }));
  await page.keyboard.press("Enter");
  await expect(page.getByPlaceholder("Name, hint or ID")).toBeFocused();
  await page.keyboard.type(key.id);
  await expect(page.getByRole("option", { name: "orders-service" })).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(key.id));
  await expect(page.getByRole("button", { name: "Key: orders-service" })).toBeFocused();
  await expect(rows(page)).toHaveCount(1);
  await page.context().close();
});

test("an export has the requests of the filters, and says so if it isn't possible now", async ({
  browser,
  server,
  account,
}) => {
  const { page, send, log } = await openLog(browser, server, account);
  const id = (await send()).headers.get("request-id")!;
  await page.goto(log);
  await page.getByRole("button", { name: "Export" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: /NDJSON/ }).click();
  const file = await (await download).createReadStream();
  let text = "";
  for await (const chunk of file) text += chunk;
  expect(
    text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).request_id),
  ).toEqual([id]);
  const problem = { status: 409, code: "conflict", reason: "export_in_progress", detail: "Running." };
  await page.route("**/requests/export?*", (route) =>
    route.fulfill({ status: 409, contentType: "application/problem+json", body: JSON.stringify(problem) }),
  );
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: /CSV/ }).click();
  await expect(page.getByText("Another export of yours or of this workspace is still running")).toBeVisible();
  await expect(page.getByRole("button", { name: "Export" })).toBeFocused();
  await page.context().close();
});
