import { readFileSync } from "node:fs";
import type { Browser, Page } from "@playwright/test";
import { call, type Developer, newDeveloper } from "#e2e/api/client.ts";
import { account, newPerson } from "#e2e/api/people.ts";
import { query } from "#e2e/api/store.ts";
import { expect, hydrated, test } from "#e2e/fixtures.ts";
import { tabTo } from "#e2e/keyboard.ts";
import type { OwnServer } from "#e2e/test-server.ts";

type LogIn = Pick<Developer, "email" | "password">;

/** Opens the account settings in a browser of its own. */
async function openAccount(browser: Browser, server: OwnServer, { email, password }: LogIn): Promise<Page> {
  const page = await browser.newPage({ baseURL: server.url, reducedMotion: "reduce" });
  await page.goto("/login?next=/settings/account");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Account", level: 1 })).toBeVisible();
  return page;
}

const section = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const status = (page: Page) => page.getByRole("main").getByRole("status");

test("name, user ID and notifications", async ({ browser, server }) => {
  const ada = await newDeveloper(server, { name: "Ada" });
  const page = await openAccount(browser, server, ada);
  const me = async () => (await call(server, "GET", "/api/v1/me", { token: ada.accessToken })).body.data;
  const profile = section(page, "Profile");
  await expect(profile.getByText((await me()).actor.id)).toBeVisible();
  const save = profile.getByRole("button", { name: "Save name" });
  for (const name of ["Ada Lovelace", ""]) {
    await profile.getByLabel("Name").fill(name);
    await save.click();
    await expect(page.getByText("Name saved").first()).toBeVisible();
    await expect.poll(async () => (await me()).actor.name).toBe(name || null);
  }
  await profile.getByLabel("Name").evaluate((input) => input.removeAttribute("maxlength"));
  await profile.getByLabel("Name").fill("a".repeat(101));
  await save.click();
  await expect(profile.getByText("Must be at most 100 characters")).toBeVisible();
  await expect(profile.getByLabel("Name")).toBeFocused();

  await page.getByLabel("Email me before API keys expire").uncheck();
  await page.getByRole("button", { name: "Save notifications" }).click();
  await expect(page.getByText("Notifications saved")).toBeVisible();
  expect((await me()).notifications.key_expiring).toBe(false);
  await page.reload();
  await expect(page.getByLabel("Email me before API keys expire")).not.toBeChecked();
  await page.close();
});

test("a new email waits for its link, which can be opened anywhere", async ({ browser, server }) => {
  const ada = await newDeveloper(server);
  const { email } = newPerson();
  const page = await openAccount(browser, server, ada);
  const form = section(page, "Email");
  const submit = form.getByRole("button", { name: "Change email" });
  await submit.click();
  await expect(form.getByLabel("New email")).toBeFocused();
  await expect(form.getByLabel("Your password", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await form.getByLabel("New email").fill(email);
  await form.getByLabel("Your password", { exact: true }).fill("certainly not that one");
  await submit.click();
  await expect(form.getByText("The password is wrong.")).toBeVisible();
  // A wrong password is no ended session.
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await form.getByLabel("Your password", { exact: true }).fill(ada.password);
  await submit.click();
  await expect(status(page).filter({ hasText: "We sent a link to" })).toContainText(email);
  await expect(form.getByLabel("Your password", { exact: true })).toHaveValue("");
  await expect(form.getByText("You log in as")).toContainText(ada.email);
  await page.reload();
  await expect(status(page).filter({ hasText: "We sent a link to" })).toContainText(email);

  const elsewhere = await browser.newPage({ baseURL: server.url });
  await elsewhere.goto((await server.mailbox.next(email, { subject: /Confirm/ })).links[0]!);
  await elsewhere.getByRole("button", { name: "Confirm email" }).click();
  await expect(elsewhere.getByRole("heading", { name: "Email changed" })).toBeVisible();
  await elsewhere.close();
  await page.reload();
  await expect(form.getByText("You log in as")).toContainText(email);
  await expect(page.getByText("We sent a link to")).toHaveCount(0);
  for (const to of [ada.email, email]) await server.mailbox.next(to, { subject: /was changed/ });
  await page.close();
});

test("a request for a new email that sends nothing says so", async ({ browser, server }) => {
  const ada = await newDeveloper(server);
  const { email } = newPerson();
  const body = { new_email: email, password: ada.password };
  for (let sent = 0; sent < 3; sent++)
    await call(server, "POST", "/api/v1/me/email", { token: ada.accessToken, body });
  await query(server, "delete from email_changes where new_email = $1", [email]);
  const page = await openAccount(browser, server, ada);
  await page.getByLabel("New email").fill(email);
  await page.getByLabel("Your password", { exact: true }).fill(ada.password);
  await page.getByRole("button", { name: "Change email" }).click();
  await expect(page.getByText("No link was sent to")).toContainText(email);
  await page.close();
});

test("a new password shows all errors at once, and ends other sessions", async ({ browser, server }) => {
  const ada = await newDeveloper(server);
  const other = await openAccount(browser, server, ada);
  const page = await openAccount(browser, server, ada);
  const [current, next] = [
    page.getByLabel("Current password", { exact: true }),
    page.getByLabel("New password", { exact: true }),
  ];
  const submit = page.getByRole("button", { name: "Change password" });
  await next.fill("password123");
  await submit.click();
  await expect(page.getByText("Enter a password")).toBeVisible();
  await expect(page.getByText("This password is too common.")).toBeVisible();
  await expect(current).toBeFocused();
  const password = newPerson().password;
  await next.fill(password);
  await current.fill("certainly not that one");
  await submit.click();
  await expect(page.getByText("The password is wrong.")).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await current.fill(ada.password);
  await submit.click();
  await expect(page.getByText("Password changed")).toBeVisible();
  await expect(current).toHaveValue("");
  await expect(section(page, "Sessions").getByRole("listitem")).toHaveCount(1);
  await server.mailbox.next(ada.email, { subject: /password was changed/ });
  expect((await account(server, "login", { email: ada.email, password })).status).toBe(200);
  await other.goto("/settings/account");
  await expect(other.getByText("Your session has ended.")).toBeVisible();
  await Promise.all([page.close(), other.close()]);
});

test("sessions: one ends, then all others, then all", async ({ browser, server }) => {
  const ada = await newDeveloper(server);
  const other = await openAccount(browser, server, ada);
  const page = await openAccount(browser, server, ada);
  const rows = section(page, "Sessions").getByRole("listitem");
  await expect(rows).toHaveCount(3);
  await expect(rows.first()).toContainText("This session");
  await expect(rows.first()).toContainText("on Linux");

  await rows.filter({ hasText: "API" }).getByRole("button").click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(rows).toHaveCount(3);
  await rows.filter({ hasText: "API" }).getByRole("button").click();
  await dialog.getByRole("button", { name: "End session" }).click();
  await expect(rows).toHaveCount(2);
  expect((await call(server, "GET", "/api/v1/me", { token: ada.accessToken })).status).toBe(401);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();

  await page.getByRole("button", { name: "End all other sessions" }).click();
  await page.context().setOffline(true);
  await dialog.getByRole("button", { name: "End all other sessions" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Can't reach the server");
  // By text, because the dialog hides the page from roles.
  await expect(page.getByText("Last used")).toHaveCount(2);
  await page.context().setOffline(false);
  await dialog.getByRole("button", { name: "End all other sessions" }).click();
  await expect(rows).toHaveCount(1);
  // The other browser is out with its next request, and can log in again in place.
  await other.getByRole("button", { name: "Save name" }).click();
  await expect(other.getByRole("dialog", { name: "Log in again" })).toBeVisible();

  await page.getByRole("button", { name: "Log out everywhere" }).click();
  await dialog.getByRole("button", { name: "Log out everywhere" }).click();
  await expect(status(page)).toHaveText("You're logged out on all devices.");
  await Promise.all([page.close(), other.close()]);
});

test("the download contains every page of the user's data", async ({ browser, server }) => {
  const ada = await newDeveloper(server);
  const page = await openAccount(browser, server, ada);
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download data" }).click();
  const data = JSON.parse(readFileSync(await (await waiting).path(), "utf8"));
  expect(data.profile.email).toBe(ada.email);
  expect(data.sessions).toHaveLength(2);
  expect(data.audit_events).toMatchObject({ next_cursor: null });
  await page.close();
});

test("an account is deleted with the keyboard alone, once nobody else needs its owner", async ({
  browser,
  server,
}) => {
  const [ada, bob] = [await newDeveloper(server, { name: "Ada" }), await newDeveloper(server)];
  const asAda = { token: ada.accessToken };
  const own = (await call(server, "GET", "/api/v1/me", asAda)).body.data.workspace.id;
  const join =
    "insert into members (workspace_id, user_id, role, created_at) select $1, id, 'admin', created_at from users where email = $2";
  await query(server, join, [own, bob.email]);
  const page = await openAccount(browser, server, ada);
  await expect(page.getByText("You can't delete your account yet")).toBeVisible();
  const open = page.getByRole("button", { name: "Delete account" });
  await expect(open).toBeDisabled();
  await query(server, "update members set role = 'owner' where workspace_id = $1", [own]);
  await page.reload();
  await expect(page.getByText("You leave Ada's workspace.")).toBeVisible();

  await hydrated(page);
  await tabTo(page, open);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("alertdialog", { name: "Delete account" });
  await expect(dialog.getByLabel(/^Type /)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog.getByText(`Type “${ada.email}” to confirm.`)).toBeVisible();
  await expect(dialog.getByText("Enter your password.")).toBeVisible();
  await page.keyboard.type(ada.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type("certainly not that one\n");
  await expect(dialog.getByText("The password is wrong.")).toBeVisible();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type(`${ada.password}\n`);
  await expect(status(page)).toHaveText("Your account is deleted.");
  await server.mailbox.next(ada.email, { subject: /was deleted/ });
  expect((await call(server, "GET", "/api/v1/me", asAda)).status).toBe(401);
  await page.close();
});
