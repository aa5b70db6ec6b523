import { readFileSync } from "node:fs";
import { call, newKey } from "#e2e/api/client.ts";
import { query } from "#e2e/api/store.ts";
import { expect, hydrated, test } from "#e2e/fixtures.ts";
import { keysOf, openKeys, rowOf } from "#e2e/keys-list.ts";

test("the list searches, sorts and filters, and the URL remembers it", async ({ browser, server }) => {
  const { page } = await openKeys(browser, server, ["alpha", "beta", "gamma"]);
  await page.getByRole("button", { name: "Name", exact: true }).click();
  await expect(page.getByRole("row").nth(1)).toContainText("alpha");
  await page.getByLabel("Search keys").fill("a");
  await page.getByLabel("Search keys").fill("gam");
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.reload();
  await expect(page.getByLabel("Search keys")).toHaveValue("gam");
  await expect(rowOf(page, "gamma")).toBeVisible();
  await page.getByLabel("Status").selectOption("disabled");
  await expect(page.getByText("No live key matches your search and this status.")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page.getByRole("row")).toHaveCount(4);
  await page.getByRole("radio", { name: "Test" }).click();
  await expect(page.getByText("No test keys yet")).toBeVisible();
  await page.close();
});

test("with the network cut, no key looks disabled or revoked that isn't, and nothing is sent later", async ({
  browser,
  server,
}) => {
  const { page, developer } = await openKeys(browser, server, ["one", "two"]);
  // Loaded before the network is cut.
  for (const action of ["Disable key", "Revoke key"]) {
    await page.getByRole("button", { name: "Actions for one" }).click();
    await page.getByRole("menuitem", { name: action }).click();
    await expect(page.getByRole("alertdialog")).toBeVisible();
    await page.keyboard.press("Escape");
  }
  await page.context().setOffline(true);
  for (const action of ["Disable key", "Revoke key"]) {
    await page.getByRole("button", { name: "Actions for one" }).click();
    await page.getByRole("menuitem", { name: action }).click();
    const dialog = page.getByRole("alertdialog");
    if (action === "Revoke key") await dialog.getByLabel("Type “one” to confirm").fill("one");
    await dialog.getByRole("button", { name: action }).click();
    await expect(dialog.getByRole("alert")).toContainText("Can't reach the server");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect(rowOf(page, "one")).toContainText("active");
  }
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Actions for two" }).click();
  await page.getByRole("menuitem", { name: "Disable key" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Disable key" }).click();
  await expect(rowOf(page, "two")).toContainText("disabled");
  expect(await keysOf(server, developer)).toEqual(["one active", "two disabled"]);
  await page.close();
});

test("a refused first request is shown beside the new secret, with the reason", async ({
  browser,
  server,
}) => {
  const { page } = await openKeys(browser, server, [], "/settings/api-keys?create=true");
  await page.getByRole("dialog").getByRole("button", { name: "Create key" }).click();
  const key = (await page.getByTestId("secret").textContent()) ?? "";
  await expect(page.getByText("Waiting for the first request")).toBeVisible();
  await call(server, "GET", "/api/v1/keys", { key });
  const status = page
    .getByRole("status")
    .filter({ hasText: "A request arrived, but it was refused with 403" });
  await expect(status).toContainText("keys:read");
  await expect(status.getByRole("link", { name: "View request" })).toHaveAttribute("href", /\/req_/);
  await call(server, "GET", "/api/v1/me", { key });
  await expect(page.getByText("First request received. The key works.")).toBeVisible();
  await page.close();
});

test("in a suspended workspace, the owner is told so, and not that they need another role", async ({
  browser,
  server,
}) => {
  const { page, developer } = await openKeys(browser, server, ["one"]);
  const { body } = await call(server, "GET", "/api/v1/me", { token: developer.accessToken });
  const id = body.data.workspace.id;
  await query(server, "update workspaces set suspended_at = created_at where id = $1", [id]);
  await page.reload();
  await hydrated(page);
  await expect(page.getByText("This workspace is suspended")).toHaveCount(1);
  await expect(page.getByRole("button", { name: "Create key" })).toHaveCount(0);
  await page.getByRole("button", { name: "Actions for one" }).click();
  await expect(page.getByRole("menu")).toContainText("This workspace is suspended");
  await expect(page.getByRole("main")).not.toContainText("role");
  await page.close();
});

test("a list that the browser goes back to is loaded again at once", async ({ browser, server }) => {
  const { page, developer } = await openKeys(browser, server, ["before"]);
  await page.clock.install();
  await page.getByRole("link", { name: "Account", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Account", level: 1 })).toBeVisible();
  await newKey(server, developer, { name: "after-it" });
  // Until the browser has forgotten what the list had loaded, and only has what the server rendered.
  await page.clock.fastForward("10:00");
  await page.goBack();
  await expect(rowOf(page, "before")).toBeVisible();
  await expect(rowOf(page, "after-it")).toBeVisible();
  await page.close();
});

test("a key is created with scopes, expiry, its own limit and metadata, and its secret is saved as .env", async ({
  browser,
  server,
}) => {
  const { page, developer } = await openKeys(
    browser,
    server,
    [],
    "/settings/api-keys?create=true&environment=test",
  );
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("reports");
  await expect(dialog.getByRole("radio", { name: "Test" })).toBeChecked();
  await dialog.getByText("Read and write").click();
  await dialog.getByLabel("Expiration").selectOption("30");
  await dialog.getByLabel("Set a limit for this key").check();
  await dialog.getByLabel("Requests").fill("100");
  await expect(dialog.getByText("Your plan allows up to 60 requests per minute")).toBeVisible();
  await dialog.getByText("Advanced").click();
  await dialog.getByLabel("Metadata").fill("{");
  await dialog.getByRole("button", { name: "Create key" }).click();
  await expect(dialog.getByText("This isn't valid JSON.")).toBeVisible();
  await expect(dialog.getByLabel("Requests")).toBeFocused();
  await dialog.getByLabel("Requests").fill("30");
  await dialog.getByLabel("Metadata").fill('{ "team": "data" }');
  await dialog.getByRole("button", { name: "Create key" }).click();
  const secret = (await page.getByTestId("secret").textContent()) ?? "";
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: "Download .env" }).click(),
  ]);
  expect(readFileSync((await file.path())!, "utf8")).toBe(
    `LATCHKEY_BASE_URL=${server.url}\nLATCHKEY_API_KEY=${secret}\n`,
  );
  for (const name of [".env", "curl", "JavaScript", "Python", "Go", "Rust"])
    await expect(dialog.getByRole("tab", { name })).toBeVisible();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("button", { name: "Create key" })).toBeVisible();
  const { body } = await call(server, "GET", "/api/v1/keys", { token: developer.accessToken });
  expect(body.data[0]).toMatchObject({
    name: "reports",
    environment: "test",
    scopes: ["data:read", "data:write"],
    rate_limit: { requests: 30, window_seconds: 60 },
    metadata: { team: "data" },
  });
  expect(body.data[0].expires_at).not.toBeNull();
  await page.close();
});

test("a key that is created in the other environment is in the list when its dialog is closed", async ({
  browser,
  server,
}) => {
  const { page } = await openKeys(browser, server, ["for-users"], "/settings/api-keys?create=true");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("laptop");
  await dialog.getByText("Test", { exact: true }).click();
  await dialog.getByRole("button", { name: "Create key" }).click();
  await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: "Download .env" }).click(),
  ]);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(rowOf(page, "laptop")).toBeVisible();
  await expect(page).toHaveURL(/environment=test/);
  await expect(page.getByRole("radio", { name: "Test" })).toBeChecked();
  await page.close();
});
