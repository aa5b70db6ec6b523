import type { Browser, Page } from "@playwright/test";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { invitation, workspaceOf } from "#e2e/api/invitations.ts";
import { account, newPerson } from "#e2e/api/people.ts";
import { query } from "#e2e/api/store.ts";
import { expect, hydrated, test } from "#e2e/fixtures.ts";
import { tabTo } from "#e2e/keyboard.ts";
import type { OwnServer } from "#e2e/test-server.ts";

/** A browser where this developer is logged in, on a page of the workspace's settings. */
async function openAs(browser: Browser, server: OwnServer, who: Developer, path = ""): Promise<Page> {
  const page = await browser.newPage({ baseURL: server.url, reducedMotion: "reduce" });
  await page.goto(`/settings/workspace${path}`);
  await page.getByLabel("Email").fill(who.email);
  await page.getByLabel("Password", { exact: true }).fill(who.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByRole("navigation", { name: "Workspace settings" })).toBeVisible();
  await hydrated(page);
  return page;
}

/** Someone whose oldest workspace is the owner's. */
async function member(server: OwnServer, owner: Developer, role: string): Promise<Developer> {
  const person = newPerson();
  const { token } = await invitation(server, person.email, role, owner);
  const body = { password: person.password, name: "Grace", invitation_token: token };
  expect((await account(server, "signup", body)).status).toBe(201);
  const login = await account(server, "login", person);
  const { access_token: accessToken, refresh_token: refreshToken } = login.body.data;
  return { ...person, accessToken, refreshToken };
}

const go = (page: Page, name: string) =>
  page.getByRole("navigation", { name: "Workspace settings" }).getByRole("link", { name }).click();

test("an owner renames the workspace, changes the key format and the rules, and all show", async ({
  browser,
  server,
}) => {
  const ada = await newDeveloper(server);
  const page = await openAs(browser, server, ada);
  await page.getByLabel("Workspace name").fill("");
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByText("Can't be empty")).toBeVisible();
  await page.getByLabel("Workspace name").fill("Payments");
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByRole("button", { name: "Workspace Payments" })).toBeVisible();

  await go(page, "Key format");
  await page.getByLabel("Prefix", { exact: true }).fill("acme");
  await expect(page.getByText(/^acme_live_/)).toBeVisible();
  await page.getByRole("checkbox", { name: "Include live or test" }).uncheck();
  await page.getByRole("button", { name: "Save format" }).click();
  await expect(page.getByText("Key format saved")).toBeVisible();
  await page.getByLabel("Maximum active keys").fill("0");
  await page.getByRole("button", { name: "Save rules" }).click();
  await expect(page.getByLabel("Maximum active keys")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Maximum active keys").fill("7");
  await page.getByLabel("Maximum rotation overlap").selectOption("3600");
  await page.getByRole("button", { name: "Save rules" }).click();
  await expect(page.getByText("Rules saved")).toBeVisible();
  expect((await newKey(server, ada)).secret).toMatch(/^acme_[0-9A-Za-z]{36}$/);
  await page.getByLabel("Maximum active keys").fill("1e3");
  await page.getByRole("button", { name: "Save rules" }).click();
  await expect(page.getByLabel("Maximum active keys")).toHaveAttribute("aria-invalid", "true");
  await page.reload();
  await expect(page.getByLabel("Maximum active keys")).toHaveValue("7");

  await go(page, "Audit log");
  await expect(page.getByText("rotation overlap max seconds")).toBeVisible();
  await page.getByLabel("Action").selectOption("key.created");
  await expect(page).toHaveURL(/action=key\.created/);
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.getByRole("button", { name: "Export" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: /NDJSON/ }).click();
  expect((await download).suggestedFilename()).toBe("audit-events.ndjson");
  await page.close();
});

test("a scope is created and deleted, and the keys that lose it are shown before", async ({
  browser,
  server,
}) => {
  const ada = await newDeveloper(server);
  const page = await openAs(browser, server, ada, "/scopes");
  await page.getByRole("button", { name: "Create scope" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Orders");
  await dialog.getByRole("button", { name: "Create scope" }).click();
  await expect(dialog.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Name").fill("orders:read");
  await dialog.getByLabel("Description").fill("Read orders");
  await dialog.getByRole("button", { name: "Create scope" }).dblclick();
  await expect(dialog).toHaveCount(0);
  await newKey(server, ada, { name: "shop", scopes: ["orders:read"] });
  await page.getByRole("button", { name: "Delete scope orders:read" }).click();
  await expect(page.getByRole("alertdialog").getByText("shop")).toBeVisible();
  const deletion = page.getByRole("alertdialog");
  await deletion.getByRole("button", { name: "Delete scope" }).click();
  await expect(deletion.getByText("Type “orders:read” to confirm.")).toBeVisible();
  await deletion.getByRole("textbox").fill("orders:read");
  await deletion.getByRole("button", { name: "Delete scope" }).click();
  await expect(page.getByText("No scopes for your API yet")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Scopes" })).toBeFocused();
  await page.close();
});

test("someone is invited, accepts in another browser, gets another role, and loses access when removed", async ({
  browser,
  server,
}) => {
  const ada = await newDeveloper(server, { name: "Ada Lovelace" });
  const grace = await newDeveloper(server);
  const page = await openAs(browser, server, ada, "/members");
  await page.getByRole("button", { name: "Invite member" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Email").fill(grace.email);
  await dialog.getByRole("radio", { name: "viewer" }).click();
  await dialog.getByRole("button", { name: "Invite member" }).dblclick();
  await expect(page.getByRole("table", { name: "Pending invitations" }).getByText(grace.email)).toBeVisible();

  await page.getByRole("button", { name: "Invite member" }).first().click();
  await dialog.getByLabel("Email").fill(grace.email);
  await dialog.getByRole("button", { name: "Invite member" }).click();
  await expect(dialog.getByText("already has an invitation")).toBeVisible();
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: `Actions for ${grace.email}` }).click();
  await page.getByRole("menuitem", { name: "Send again" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Send again" }).click();
  await expect(page.getByText("was invited again")).toBeVisible();
  const mails = [];
  for (let sent = 0; sent < 2; sent++)
    mails.push(await server.mailbox.next(grace.email, { subject: /^Join / }));
  const link = mails.at(-1)!.links.find((url) => url.includes("token="))!;

  const hers = await openAs(browser, server, grace);
  await hers.goto(link);
  await hers.getByRole("button", { name: "Accept invitation" }).click();
  await hers.getByRole("button", { name: "Go to your workspace" }).click();
  await hers.goto("/settings/workspace/members");
  await expect(hers.getByRole("note")).toContainText("Your role is viewer");
  await expect(hers.getByRole("note")).toContainText(`Ada Lovelace (${ada.email})`);
  await expect(hers.getByRole("button", { name: /Invite|Actions for/ })).toHaveCount(0);

  await page.reload();
  await page.getByRole("button", { name: "Actions for Test Developer" }).click();
  await page.getByRole("menuitem", { name: "Change role" }).click();
  await page.getByRole("alertdialog").getByRole("radio", { name: "admin" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Change role" }).click();
  await expect(page.getByText("Test Developer's role is admin")).toBeVisible();
  await hers.reload();
  await expect(hers.getByRole("button", { name: "Invite member" }).first()).toBeVisible();

  await page.getByRole("button", { name: "Actions for Test Developer" }).click();
  await page.getByRole("menuitem", { name: "Remove member" }).click();
  await page.getByRole("alertdialog").getByRole("checkbox").check();
  await page.getByRole("alertdialog").getByRole("textbox").fill("Test Developer");
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove member" }).click();
  await expect(page.getByText("Test Developer was removed")).toBeVisible();
  await hers.reload();
  await expect(hers.getByRole("main").getByText(ada.email)).toHaveCount(0);
  await page.close();
  await hers.close();
});

test("the only owner can't leave, and deletes the workspace with its name", async ({ browser, server }) => {
  const ada = await newDeveloper(server);
  const { secret } = await newKey(server, ada);
  const token = ada.accessToken;
  const path = `/api/v1/workspaces/${await workspaceOf(server, ada)}`;
  expect((await call(server, "PATCH", path, { token, body: { name: "Short-lived" } })).status).toBe(200);
  const page = await openAs(browser, server, ada);
  await expect(page.getByText("You're the only owner")).toBeVisible();
  await expect(page.getByRole("button", { name: "Leave workspace" })).toHaveCount(0);
  await page.getByRole("button", { name: "Delete workspace" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("textbox").fill("Short");
  await dialog.getByRole("button", { name: "Delete workspace" }).click();
  await expect(dialog.getByText("Type “Short-lived” to confirm.")).toBeVisible();
  await dialog.getByRole("textbox").fill("Short-lived");
  await dialog.getByRole("button", { name: "Delete workspace" }).click();
  await expect(page.getByRole("heading", { name: "Create a workspace", level: 1 })).toBeVisible();
  expect((await call(server, "GET", "/api/v1/me", { key: secret })).status).toBe(401);
  await page.close();
});

test("an owner asks for another plan with the keyboard alone, and the request is shown until it is answered", async ({
  browser,
  server,
}) => {
  const ada = await newDeveloper(server);
  const page = await openAs(browser, server, ada, "/plan");
  const request = page.getByRole("button", { name: "Request Pro plan" });
  await tabTo(page, request);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByLabel("Note")).toBeFocused();
  await page.keyboard.type("500 requests per minute");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByText("The Pro plan is requested").first()).toBeVisible();
  await expect(request).toBeFocused();
  await page.reload();
  await expect(page.getByRole("main").getByText("The Pro plan is requested")).toBeVisible();
  await page.close();
});

test("developers see the settings without controls, and in a suspended workspace owners do, too", async ({
  browser,
  server,
}) => {
  const ada = await newDeveloper(server, { name: "Ada Lovelace" });
  const grace = await member(server, ada, "developer");
  const page = await openAs(browser, server, grace);
  const controls = page
    .getByRole("main")
    .getByRole("button", { name: /Save|Create|Delete|Invite|Actions|Request/ });
  for (const name of ["General", "Key format", "Scopes", "Members", "Audit log", "Plan"]) {
    await go(page, name);
    await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
    await expect(page.getByRole("note")).toContainText("Ada Lovelace");
    await expect(controls).toHaveCount(0);
  }
  await page.close();

  const id = await workspaceOf(server, ada);
  await query(server, "update workspaces set suspended_at = created_at where id = $1", [id]);
  const owners = await openAs(browser, server, ada);
  for (const name of ["General", "Key format", "Scopes", "Members", "Plan"]) {
    await go(owners, name);
    await expect(owners.getByRole("heading", { name, level: 1 })).toBeVisible();
    // Once: the shell says it.
    await expect(owners.getByText("This workspace is suspended")).toHaveCount(1);
    await expect(
      owners
        .getByRole("main")
        .getByRole("button", { name: /Save|Create|Delete|Invite|Actions|Request|Leave/ }),
    ).toHaveCount(0);
  }
  await owners.close();
});

test("a change that the network cuts off is reported, and not sent later", async ({ browser, server }) => {
  const ada = await newDeveloper(server);
  const page = await openAs(browser, server, ada);
  await page.getByLabel("Workspace name").fill("Never");
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByRole("main").getByText("Can't reach the server")).toBeVisible();
  await page.context().setOffline(false);
  await page.reload();
  await expect(page.getByLabel("Workspace name")).not.toHaveValue("Never");
  await page.close();
});
