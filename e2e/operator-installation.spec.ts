import type { Browser, Page } from "@playwright/test";
import { call, newDeveloper, newKey } from "#e2e/api/client.ts";
import { newOperator, operate } from "#e2e/api/operators.ts";
import { expect, hydrated, logIn, test } from "#e2e/fixtures.ts";
import { pressOn } from "#e2e/keyboard.ts";
import { listen, lookAtAll } from "#e2e/look.ts";
import type { OwnServer } from "#e2e/test-server.ts";

/** The desk, as a new operator sees it. */
async function openDesk(browser: Browser, server: OwnServer): Promise<Page> {
  const storageState = await logIn(server, browser, await newOperator(server));
  return browser.newPage({ baseURL: server.url, storageState, reducedMotion: "reduce" });
}

test("with the keyboard alone: a service's secret is shown once, verifies keys, and is revoked", async ({
  browser,
  server,
}) => {
  const key = await newKey(server, await newDeveloper(server));
  const page = await openDesk(browser, server);
  await page.goto("/operator/services");
  await hydrated(page);
  await pressOn(page, page.getByRole("button", { name: "Create service" }).first());
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Create service" }).press("Enter");
  await expect(dialog.getByLabel("Name")).toBeFocused();
  await page.keyboard.type("edge-gateway");
  await page.keyboard.press("Enter");
  const secret = (await dialog.getByTestId("secret").textContent())!;
  await page.keyboard.press("Escape");
  await expect(dialog.getByText("Close without saving the secret?")).toBeVisible();
  await dialog.getByRole("button", { name: "Close without saving" }).press("Enter");
  const verify = async () =>
    (await call(server, "POST", "/api/v1/keys/verify", { token: secret, body: { key: key.secret } })).status;
  expect(await verify()).toBe(200);
  await pressOn(page, page.getByRole("button", { name: "Revoke service edge-gateway" }));
  await page.keyboard.type("edge-gateway");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Revoked", { exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  expect(await verify()).toBe(401);
  await page.close();
});

test("a mistake in the brand is said at its field, and what is saved is shown at once", async ({
  browser,
  server,
}) => {
  const page = await openDesk(browser, server);
  await page.goto("/operator/settings");
  await hydrated(page);
  try {
    await page.getByLabel("Name", { exact: true }).fill("Northwind API");
    await page.getByLabel("Accent", { exact: true }).fill("purple");
    await page.getByLabel("Support address").fill("nobody");
    await page.getByRole("button", { name: "Save brand" }).click();
    await expect(page.getByText("Must be a color such as #0a7d5c")).toBeVisible();
    await expect(page.getByLabel("Accent", { exact: true })).toBeFocused();
    await expect(page.getByLabel("Support address")).toHaveAttribute("aria-invalid", "true");
    await page.getByLabel("Accent", { exact: true }).fill("#ffe066");
    await expect(page.getByText(/A darker shade/).first()).toBeVisible();
    await page.getByLabel("Support address").fill("help@northwind.example");
    await page.getByRole("button", { name: "Save brand" }).click();
    await expect(page.getByText("Brand saved")).toBeVisible();
    await expect(page.getByRole("banner")).toContainText("Northwind API");
    await page.getByRole("radio", { name: "Closed" }).check({ force: true });
    await page.getByLabel("Domains").fill("northwind.example\nnot a domain!");
    await page.getByRole("button", { name: "Save sign-up" }).click();
    await expect(page.getByText(/Must be a domain such as example.com/)).toBeVisible();
    await expect(page.getByLabel("Domains")).toBeFocused();
  } finally {
    const branding = { name: null, accent: null, support_email: null };
    await operate(server, await newOperator(server), "PATCH", "settings", { branding, signup: "open" });
  }
  await page.close();
});

test("the pages about the installation look right", async ({ browser, server }, testInfo) => {
  test.setTimeout(180_000);
  const operator = await newOperator(server);
  await operate(server, operator, "POST", "scopes", { name: "reports:read", description: "Read reports" });
  await operate(server, operator, "POST", "services", { name: "edge-gateway-2" });
  const page = await openDesk(browser, server);
  const errors = listen(page);
  for (const path of ["plans", "scopes", "services", "audit-log", "mail", "settings", "checklist"]) {
    await page.goto(`/operator/${path}`);
    await hydrated(page);
    if (path === "checklist") await expect(page.getByText(/Checked/)).toBeVisible();
    await lookAtAll(page, `operator ${path}`, testInfo);
  }
  expect(errors).toEqual([]);
  await page.close();
});
