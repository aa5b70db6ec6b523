import type { Page } from "@playwright/test";
import { workspaceCookie } from "#components/shell/workspace-cookie.ts";
import { call, newDeveloper, newKey } from "#e2e/api/client.ts";
import { invitation } from "#e2e/api/invitations.ts";
import { expect, hydrated, test } from "#e2e/fixtures.ts";
import { pressOn } from "#e2e/keyboard.ts";
import type { OwnServer } from "#e2e/test-server.ts";

test.use({ storageState: async ({ account }, use) => use(account.storageState) });

const me = (server: OwnServer, key: string) => call(server, "GET", "/api/v1/me", { key });
const heading = (page: Page, name: string) => page.getByRole("heading", { name, level: 1 });

async function open(page: Page, id: string) {
  await page.goto(`/settings/api-keys/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await hydrated(page);
}

test("a key shows its facts, its live limit and its last requests", async ({ page, server, account }) => {
  const key = await newKey(server, account.developer, {
    name: "orders",
    scopes: ["data:read"],
    rate_limit: { requests: 5, window_seconds: 86_400 },
    external_id: "cus_1",
    metadata: { team: "billing" },
  });
  await open(page, key.id);
  await expect(page.getByText(key.id)).toBeVisible();
  await expect(page.getByText('"team": "billing"')).toBeVisible();
  const meter = page.getByRole("meter", { name: /^This key/ });
  await expect(meter).toHaveAttribute("value", "0");
  await me(server, key.secret);
  await expect(meter).toHaveAttribute("value", "1");
  const request = page.getByRole("link", { name: "GET /api/v1/me" });
  await expect(request).toHaveAttribute("href", /^\/settings\/requests\/req_/);
  await expect(page.getByRole("link", { name: "View all requests" })).toHaveAttribute(
    "href",
    `/settings/requests?key=${key.id}`,
  );
});

test("editing shows all errors in one round, and sends only what changed", async ({
  page,
  server,
  account,
}) => {
  const key = await newKey(server, account.developer, { name: "to-edit", scopes: ["data:read"] });
  await open(page, key.id);
  await pressOn(page, page.getByRole("button", { name: "Edit key" }));
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Set a limit for this key").check();
  await dialog.getByLabel("Requests").fill("61");
  await dialog.getByText("Advanced").click();
  await dialog.getByLabel("Metadata").fill("{ team");
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(dialog.getByText("Your plan allows up to 60 requests per minute.")).toBeVisible();
  await expect(dialog.getByText("This isn't valid JSON.")).toBeVisible();
  await expect(dialog.getByLabel("Requests")).toBeFocused();

  await dialog.getByLabel("Name").fill("edited");
  await dialog.getByLabel("Requests").fill("10");
  await dialog.getByLabel("Metadata").fill('{ "team": "growth" }');
  const sent = page.waitForRequest((request) => request.method() === "PATCH");
  await dialog.getByRole("button", { name: "Save changes" }).click();
  expect((await sent).postDataJSON()).toEqual({
    name: "edited",
    rate_limit: { requests: 10, window_seconds: 60 },
    metadata: { team: "growth" },
  });
  await expect(heading(page, "edited")).toBeVisible();
  await expect(page.getByText("of 10 in the last minute")).toBeVisible();
  await expect(page.getByRole("button", { name: "Edit key" })).toBeFocused();
});

test("a key is rotated by keyboard: the new secret is shown once, and the overlap can be ended", async ({
  page,
  server,
  account,
}) => {
  const key = await newKey(server, account.developer, { name: "to-rotate" });
  await open(page, key.id);
  await pressOn(page, page.getByRole("button", { name: "Rotate key" }));
  await expect(page.getByRole("radio", { name: "24 hours" })).toBeFocused();
  await page.keyboard.press("ArrowLeft", { delay: 100 });
  await expect(page.getByRole("radio", { name: "1 hour" })).toBeChecked();
  await pressOn(page, page.getByRole("dialog").getByRole("button", { name: "Rotate key" }));
  const secret = (await page.getByTestId("secret").textContent()) ?? "";
  await page.keyboard.press("Escape");
  await expect(page.getByRole("heading", { name: "Close without saving the secret?" })).toBeVisible();
  await pressOn(page, page.getByRole("button", { name: "Close without saving" }));
  expect([(await me(server, key.secret)).status, (await me(server, secret)).status]).toEqual([200, 200]);

  await page.reload();
  await hydrated(page);
  await expect(page.getByRole("region", { name: "Old secret" })).toContainText("1 request in");
  await expect(page.getByRole("region", { name: "New secret" })).toContainText("1 request in");
  await pressOn(page, page.getByRole("button", { name: "End overlap now" }));
  await pressOn(page, page.getByRole("alertdialog").getByRole("button", { name: "End overlap now" }));
  await expect(page.getByRole("heading", { name: "Rotation in progress" })).toBeHidden();
  await expect(heading(page, "to-rotate")).toBeFocused();
  expect([(await me(server, key.secret)).status, (await me(server, secret)).status]).toEqual([401, 200]);
});

test("a new secret stays until it is saved, also if the key can't be read any more", async ({
  page,
  server,
  account,
}) => {
  const key = await newKey(server, account.developer, { name: "to-lose" });
  await open(page, key.id);
  await page.getByRole("button", { name: "Rotate key" }).click();
  await page.route(`**/api/v1/keys/${key.id}`, (route) =>
    route.fulfill({ status: 404, contentType: "application/problem+json", body: '{"status":404}' }),
  );
  const polled = page.waitForResponse(
    (response) => response.url().endsWith(key.id) && response.status() === 404,
  );
  await page.getByRole("dialog").getByRole("button", { name: "Rotate key" }).click();
  await polled;
  await expect(page.getByText("Key not found")).toBeAttached();
  await expect(page.getByTestId("secret")).toBeVisible();
});

test("a key is disabled, enabled, and revoked by typing its name", async ({ page, server, account }) => {
  const key = await newKey(server, account.developer, { name: "to-revoke" });
  await me(server, key.secret);
  await open(page, key.id);
  const choose = async (action: string) => {
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: action }).click();
  };
  const confirm = (action: string) =>
    page.getByRole("alertdialog").getByRole("button", { name: action }).click();
  await choose("Disable key");
  await confirm("Disable key");
  await expect(page.getByText("until you enable it again")).toBeVisible();
  expect((await me(server, key.secret)).status).toBe(403);
  await page.getByRole("button", { name: "Enable key" }).click();
  await confirm("Enable key");
  await expect(page.getByText("until you enable it again")).toBeHidden();
  expect((await me(server, key.secret)).status).toBe(200);

  await choose("Revoke key");
  await expect(page.getByRole("alertdialog")).toContainText("Requests in the last 24 hours3");
  await confirm("Revoke key");
  await expect(page.getByText("Type “to-revoke” to confirm.")).toBeVisible();
  await page.getByRole("alertdialog").getByRole("textbox").fill("to-revoke");
  await confirm("Revoke key");
  await expect(page.getByText("it can't be enabled again")).toBeVisible();
  await expect(page.getByRole("button", { name: "Edit key" })).toBeHidden();
  await expect(heading(page, "to-revoke")).toBeFocused();
  expect((await me(server, key.secret)).status).toBe(401);
});

test("offline, a revocation says that it failed, and is not sent later", async ({
  page,
  server,
  account,
  context,
}) => {
  const key = await newKey(server, account.developer, { name: "kept" });
  await open(page, key.id);
  const more = page.getByRole("button", { name: "More actions" });
  // Loaded before the network is cut.
  await more.click();
  await page.getByRole("menuitem", { name: "Revoke key" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await context.setOffline(true);
  await more.click();
  await page.getByRole("menuitem", { name: "Revoke key" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("textbox").fill("kept");
  await dialog.getByRole("button", { name: "Revoke key" }).click();
  await expect(dialog.getByText("Can't reach the server.")).toBeVisible();
  await context.setOffline(false);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("active", { exact: true })).toBeVisible();
  expect((await me(server, key.secret)).status).toBe(200);
});

test("a key of another workspace and one that doesn't exist lead back to the list", async ({
  page,
  server,
}) => {
  const { owner } = await invitation(server);
  const foreign = await newKey(server, owner);
  for (const id of [foreign.id, "key_0000000000000000000000000", "nothing"]) {
    expect((await page.goto(`/settings/api-keys/${id}`))?.status()).toBe(404);
    await expect(heading(page, "Key not found")).toBeVisible();
  }
  await page.getByRole("link", { name: "Go to API keys" }).click();
  await expect(heading(page, "API keys")).toBeVisible();
});

test("a developer is told which role another member's key needs, and what is refused says it, too", async ({
  page,
  context,
  server,
}) => {
  // Not the account of all specs: its workspace has no other members.
  const owner = await newDeveloper(server);
  const key = await newKey(server, owner, { name: "not-mine" });
  const grace = await newDeveloper(server);
  const { token, workspaceId } = await invitation(server, grace.email, "developer", owner);
  const body = { token };
  await call(server, "POST", "/api/v1/invitations/accept", { token: grace.accessToken, body });
  await context.clearCookies();
  await page.goto("/login");
  await page.getByLabel("Email").fill(grace.email);
  await page.getByLabel("Password", { exact: true }).fill(grace.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(heading(page, "API keys")).toBeVisible();
  await context.addCookies([{ name: workspaceCookie, value: workspaceId, url: server.url }]);
  await open(page, key.id);
  await expect(page.getByText("For this key, you need the admin role. An admin or owner")).toBeVisible();
  await expect(page.getByRole("button", { name: "Edit key" })).toBeHidden();
  await expect(page.getByText("You need the admin role to see activity")).toBeVisible();

  // A key of her own, until her role is withdrawn while the page is open.
  const members = `/api/v1/workspaces/${workspaceId}/members`;
  const inWorkspace = { token: grace.accessToken, headers: { "x-workspace-id": workspaceId } };
  const own = await call(server, "POST", "/api/v1/keys", { ...inWorkspace, body: { name: "mine" } });
  await open(page, own.body.data.id);
  await call(server, "PATCH", `${members}/${own.body.data.created_by.user_id}`, {
    token: owner.accessToken,
    body: { role: "viewer" },
  });
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Disable key" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Disable key" }).click();
  await expect(page.getByRole("alertdialog").getByRole("alert")).toContainText(
    "You need the developer role. An admin or owner of the workspace can give it to you.",
  );
});
