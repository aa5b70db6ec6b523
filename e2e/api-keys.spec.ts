import { readFileSync } from "node:fs";
import type { Browser, Page } from "@playwright/test";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { expect, hydrated, test } from "#e2e/fixtures.ts";
import type { OwnServer } from "#e2e/test-server.ts";

/** The list of a developer who has these keys, in a browser of their own. */
async function open(browser: Browser, server: OwnServer, names: string[], path = "/settings/api-keys") {
  const developer = await newDeveloper(server);
  const keys = [];
  for (const name of names) keys.push(await newKey(server, developer, { name, scopes: ["data:read"] }));
  const page = await browser.newPage({ baseURL: server.url });
  await page.goto(`/login?next=${encodeURIComponent(path)}`);
  await page.getByLabel("Email").fill(developer.email);
  await page.getByLabel("Password", { exact: true }).fill(developer.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "API keys", level: 1 })).toBeVisible();
  await hydrated(page);
  return { page, developer, keys };
}

const rowOf = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

async function statuses(server: OwnServer, { accessToken: token }: Developer) {
  const { body } = await call(server, "GET", "/api/v1/keys?sort=name", { token });
  return (body.data as { status: string }[]).map(({ status }) => status);
}

test("the list searches, sorts and filters, and the URL remembers it", async ({ browser, server }) => {
  const { page } = await open(browser, server, ["alpha", "beta", "gamma"]);
  await page.getByRole("button", { name: "Name", exact: true }).click();
  await expect(page.getByRole("row").nth(1)).toContainText("alpha");
  await page.getByLabel("Search keys").fill("a");
  await page.getByLabel("Search keys").fill("gam");
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.reload();
  await expect(page.getByLabel("Search keys")).toHaveValue("gam");
  await expect(rowOf(page, "gamma")).toBeVisible();
  await page.getByLabel("Status").selectOption("disabled");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page.getByRole("row")).toHaveCount(4);
  await page.getByRole("radio", { name: "Test" }).click();
  await expect(page.getByText("No keys yet")).toBeVisible();
  await page.close();
});

test("with the network cut, no key looks disabled or revoked that isn't, and nothing is sent later", async ({
  browser,
  server,
}) => {
  const { page, developer } = await open(browser, server, ["one", "two"]);
  // Loaded before the network is cut.
  await page.getByRole("button", { name: "Actions for one" }).click();
  await page.getByRole("menuitem", { name: "Revoke key" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Actions for one" }).click();
  await page.getByRole("menuitem", { name: "Disable key" }).click();
  await expect(page.getByText("one was not disabled")).toBeVisible();
  await expect(rowOf(page, "one")).toContainText("active");
  await page.getByRole("button", { name: "Actions for one" }).click();
  await page.getByRole("menuitem", { name: "Revoke key" }).click();
  await page.getByLabel("Type “one” to confirm").fill("one");
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke key" }).click();
  await expect(page.getByRole("alertdialog").getByRole("alert")).toContainText("Can't reach the server");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(rowOf(page, "one")).toContainText("active");
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Actions for two" }).click();
  await page.getByRole("menuitem", { name: "Disable key" }).click();
  await expect(rowOf(page, "two")).toContainText("disabled");
  expect(await statuses(server, developer)).toEqual(["active", "disabled"]);
  await page.close();
});

test("several keys are disabled and then revoked with the keyboard alone", async ({ browser, server }) => {
  const { page, developer } = await open(browser, server, ["one", "two", "three"]);
  const press = async (name: string) => {
    await page.getByRole("button", { name, exact: true }).last().focus();
    await page.keyboard.press("Enter");
  };
  const select = async (name: string) => {
    await page.getByLabel(name).focus();
    await page.keyboard.press("Space");
  };
  await select("Select one");
  await select("Select two");
  await expect(page.getByText("2 keys selected")).toBeVisible();
  await press("Disable keys");
  await expect(page.getByRole("alertdialog", { name: "Disable 2 keys?" })).toBeVisible();
  await press("Disable keys");
  await expect(page.getByText("2 keys are disabled")).toBeVisible();
  await expect(rowOf(page, "two")).toContainText("disabled");
  await expect(page.getByRole("heading", { name: "API keys", level: 1 })).toBeFocused();

  await select("Select all keys shown");
  await press("Revoke keys");
  await page.getByLabel("Type “revoke 3 keys” to confirm").focus();
  await page.keyboard.type("revoke 3");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Type “revoke 3 keys” to confirm.")).toBeVisible();
  await page.keyboard.type(" keys");
  await page.keyboard.press("Enter");
  await expect(page.getByText("No keys yet")).toBeVisible();
  expect(await statuses(server, developer)).toEqual(["revoked", "revoked", "revoked"]);
  await page.close();
});

test("a key is created with scopes, expiry, its own limit and metadata, and its secret is saved as .env", async ({
  browser,
  server,
}) => {
  const { page, developer } = await open(
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
  await expect(dialog.getByText("At most 60 per minute: your plan allows 60")).toBeVisible();
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
    `API_URL=${server.url}/api/v1\nAPI_KEY=${secret}\n`,
  );
  for (const name of [".env", "curl", "JavaScript", "Python", "Go"])
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
