import type { Page } from "@playwright/test";
import { newDeveloper, newKey } from "#e2e/api/client.ts";
import { invitation } from "#e2e/api/invitations.ts";
import { newOperator, operate, userIdOf } from "#e2e/api/operators.ts";
import { account, newPerson } from "#e2e/api/people.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { listen, lookAtAll } from "#e2e/look.ts";
import type { OwnServer } from "#e2e/test-server.ts";

interface Screen {
  name: string;
  path: string | ((server: OwnServer) => Promise<string>);
  signedIn?: boolean;
  /** The settings of the installation while the page is looked at. */
  settings?: { signup: "invite" | "approval" | "closed" };
  /** Brings the page into the state to check. */
  open?: (page: Page, server: OwnServer) => Promise<void>;
  /** Console errors that the browser logs on this page by itself. */
  expectedErrors?: RegExp;
}

const SCREENS: Screen[] = [
  { name: "home page", path: "/" },
  { name: "sign up", path: "/signup" },
  {
    name: "sign up, invalid email",
    path: "/signup",
    open: submitInvalidSignUp,
    expectedErrors: /status of 422/,
  },
  { name: "sign up, closed", path: "/signup", settings: { signup: "closed" } },
  { name: "sign up, by invitation", path: "/signup", settings: { signup: "invite" } },
  { name: "sign up, with approval", path: "/signup", settings: { signup: "approval" } },
  {
    name: "verified, waiting for approval",
    path: "/signup",
    settings: { signup: "approval" },
    open: async (page, server) => {
      await openOwnLink(page, server);
      await page.getByRole("button", { name: "Verify email" }).click();
      await expect(page.getByText("waits for approval")).toBeVisible();
    },
  },
  { name: "check your email", path: "/check-mail?email=ada%40example.test" },
  { name: "verify, from the browser that signed up", path: "/signup", open: openOwnLink },
  { name: "verify, from another browser", path: verificationLink },
  {
    name: "verify, wrong password",
    path: verificationLink,
    open: submitWrongPassword,
    expectedErrors: /status of 401/,
  },
  { name: "verify, new password", path: verificationLink, open: chooseNewPassword },
  { name: "verify with an unknown token", path: "/verify?token=not-a-token" },
  { name: "verify without a token", path: "/verify" },
  { name: "invitation, without an account", path: async (server) => (await invitation(server)).link },
  { name: "invitation, with an account", path: invitationToDeveloper },
  { name: "invitation, logged in with another account", path: invitationToDeveloper, signedIn: true },
  { name: "invitation with an unknown token", path: "/invitations/accept?token=not-a-token" },
  { name: "invitation without a token", path: "/invitations/accept" },
  { name: "log in", path: "/login" },
  { name: "forgot password", path: "/forgot" },
  { name: "reset password", path: resetLink },
  { name: "reset password with an unknown token", path: "/reset?token=not-a-token" },
  { name: "set password", path: setPasswordLink },
  { name: "set password with an unknown token", path: "/set-password?token=not-a-token" },
  { name: "log in, suspended", path: "/login", open: logInSuspended, expectedErrors: /status of 401/ },
  { name: "error codes", path: "/docs/errors" },
  { name: "not found", path: "/no/such/page", expectedErrors: /status of 404/ },
  { name: "API keys", path: "/settings/api-keys", signedIn: true },
  { name: "API keys, nothing matches", path: "/settings/api-keys?status=expired", signedIn: true },
  { name: "create key", path: "/settings/api-keys?create=true", signedIn: true, open: openCreateKey },
  { name: "create key, errors", path: "/settings/api-keys?create=true", signedIn: true, open: submitBadKey },
  { name: "secret of a new key", path: "/settings/api-keys?create=true", signedIn: true, open: openSecret },
  { name: "selected keys", path: "/settings/api-keys", signedIn: true, open: selectKeys },
  { name: "revoke keys", path: "/settings/api-keys", signedIn: true, open: openBulkRevoke },
  { name: "key actions", path: "/settings/api-keys", signedIn: true, open: openActions },
  { name: "revoke key", path: "/settings/api-keys", signedIn: true, open: openRevoke },
  { name: "usage", path: "/settings/usage", signedIn: true },
  { name: "account", path: "/settings/account", signedIn: true },
  {
    name: "account, invalid password",
    path: "/settings/account",
    signedIn: true,
    open: (page) => page.getByRole("button", { name: "Change password" }).click(),
    expectedErrors: /status of 422/,
  },
  {
    name: "end all other sessions",
    path: "/settings/account",
    signedIn: true,
    open: opensDialog("End all other sessions"),
  },
  { name: "delete account", path: "/settings/account", signedIn: true, open: opensDialog("Delete account") },
  { name: "usage of test keys", path: "/settings/usage?environment=test", signedIn: true },
  { name: "requests", path: "/settings/requests?by=all", signedIn: true },
  { name: "requests, none yet", path: "/settings/requests?environment=test", signedIn: true },
  {
    name: "requests, nothing matches",
    path: "/settings/requests?status=503&from=2026-11-01T00%3A00%3A00Z",
    signedIn: true,
  },
  { name: "requests, choosing a key", path: "/settings/requests", signedIn: true, open: openKeyPicker },
  { name: "one request", path: "/settings/requests?by=all", signedIn: true, open: openRequest },
  {
    name: "one request, not found",
    path: `/settings/requests/req_${"0".repeat(25)}`,
    signedIn: true,
    expectedErrors: /status of 404/,
  },
  { name: "workspace", path: "/settings/workspace", signedIn: true },
  { name: "workspace, delete", path: "/settings/workspace", signedIn: true, open: opens("Delete workspace") },
  { name: "key format", path: "/settings/workspace/key-format", signedIn: true },
  { name: "scopes", path: "/settings/workspace/scopes", signedIn: true },
  { name: "create scope", path: "/settings/workspace/scopes", signedIn: true, open: opens("Create scope") },
  { name: "members", path: "/settings/workspace/members", signedIn: true },
  {
    name: "invite member",
    path: "/settings/workspace/members",
    signedIn: true,
    open: opens("Invite member"),
  },
  { name: "audit log", path: "/settings/workspace/audit-log", signedIn: true },
  {
    name: "audit log, nothing matches",
    path: "/settings/workspace/audit-log?action=key.revoked&from=2020-01-01",
    signedIn: true,
  },
  { name: "plan", path: "/settings/workspace/plan", signedIn: true },
  { name: "request plan", path: "/settings/workspace/plan", signedIn: true, open: opens("Request Pro plan") },
];
async function submitInvalidSignUp(page: Page) {
  await page.getByLabel("Email").fill("nobody");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByLabel("Email")).toHaveAttribute("aria-invalid", "true");
}

/** A link for a browser that didn't sign up. */
async function verificationLink(server: OwnServer): Promise<string> {
  const person = newPerson();
  await account(server, "signup", person);
  return (await server.mailbox.next(person.email)).links[0]!;
}

async function invitationToDeveloper(server: OwnServer): Promise<string> {
  return (await invitation(server, (await newDeveloper(server)).email)).link;
}

async function resetLink(server: OwnServer): Promise<string> {
  const developer = await newDeveloper(server);
  for (let i = 0; i < 3; i++) await newKey(server, developer);
  await account(server, "password/forgot", { email: developer.email });
  return (await server.mailbox.next(developer.email, { subject: /Reset/ })).links[0]!;
}

/** The link of a user whom an operator has created. */
async function setPasswordLink(server: OwnServer): Promise<string> {
  const { email } = newPerson();
  const created = await operate(server, await newOperator(server), "POST", "users", { email });
  expect(created.status).toBe(201);
  return (await server.mailbox.next(email)).links[0]!;
}

async function logInSuspended(page: Page, server: OwnServer) {
  const ada = await newDeveloper(server);
  const user = `users/${await userIdOf(server, ada)}`;
  await operate(server, await newOperator(server), "PATCH", user, { suspended: true });
  await page.getByLabel("Email").fill(ada.email);
  await page.getByLabel("Password", { exact: true }).fill(ada.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByText("Your account is suspended.")).toBeVisible();
}

async function openOwnLink(page: Page, server: OwnServer) {
  const { email, password } = newPerson();
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.goto((await server.mailbox.next(email)).links[0]!);
  await expect(page.getByText(email)).toBeVisible();
}

async function submitWrongPassword(page: Page) {
  await page.getByLabel("Password", { exact: true }).fill("certainly not that one");
  await page.getByRole("button", { name: "Verify email" }).click();
  await expect(page.getByText("Wrong password.")).toBeVisible();
}

async function chooseNewPassword(page: Page) {
  await page.getByRole("button", { name: "I don't know it: set a new one" }).click();
  await expect(page.getByLabel("New password")).toBeVisible();
}

async function openCreateKey(page: Page) {
  await expect(page.getByRole("dialog", { name: "Create key" })).toBeVisible();
  await page.getByRole("dialog").getByText("Custom", { exact: true }).click();
  await page.getByRole("dialog").getByText("Advanced").click();
}

async function submitBadKey(page: Page) {
  await openCreateKey(page);
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Expiration").selectOption("custom");
  await dialog.getByLabel("Metadata").fill("team");
  await dialog.getByRole("button", { name: "Create key" }).click();
  await expect(dialog.getByText("Choose a date.")).toBeVisible();
  await expect(dialog.getByText("This isn't valid JSON.")).toBeVisible();
  await expect(dialog.getByLabel("Last day")).toBeFocused();
}

async function openSecret(page: Page) {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("screens");
  await dialog.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByTestId("secret")).toBeVisible();
}

async function selectKeys(page: Page) {
  await page.getByLabel("Select all keys shown").check();
  await expect(page.getByRole("region", { name: "Selected keys" })).toContainText("selected");
}

async function openBulkRevoke(page: Page) {
  await selectKeys(page);
  await page.getByRole("button", { name: "Revoke keys" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
}

async function openActions(page: Page) {
  await page.getByRole("button", { name: "Actions for ci-pipeline" }).click();
  await expect(page.getByRole("menu")).toBeVisible();
}

async function openKeyPicker(page: Page) {
  await page.getByRole("button", { name: "Key: any" }).click();
  await expect(page.getByRole("option", { name: "ci-pipeline" })).toBeVisible();
}

async function openRequest(page: Page) {
  await page.getByRole("table").getByRole("link").first().click();
  await expect(page.getByRole("heading", { name: "Checks" })).toBeVisible();
}

/** Opens a dialog with its button. */
function opens(button: string) {
  return async (page: Page) => {
    await page.getByRole("button", { name: button }).first().click();
    await expect(page.getByRole("dialog").or(page.getByRole("alertdialog"))).toBeVisible();
  };
}

async function openRevoke(page: Page) {
  await openActions(page);
  await page.getByRole("menuitem", { name: "Revoke key" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
}

/** The button of the page that opens a dialog of the same name. */
function opensDialog(name: string) {
  return async (page: Page) => {
    await page.getByRole("button", { name, exact: true }).click();
    await expect(page.getByRole("alertdialog", { name })).toBeVisible();
  };
}

for (const screen of SCREENS) {
  test(screen.name, async ({ browser, server, account: owner }, testInfo) => {
    const context = await browser.newContext({
      baseURL: server.url,
      reducedMotion: "reduce",
      ...(screen.signedIn && { storageState: owner.storageState }),
    });
    const page = await context.newPage();
    const errors = listen(page);
    const operator = screen.settings && (await newOperator(server));
    if (operator) await operate(server, operator, "PATCH", "settings", screen.settings);
    await page.goto(typeof screen.path === "string" ? screen.path : await screen.path(server));
    await screen.open?.(page, server);
    await lookAtAll(page, "", testInfo);
    expect(errors.filter((text) => !screen.expectedErrors?.test(text))).toEqual([]);
    await context.close();
    if (operator) await operate(server, operator, "PATCH", "settings", { signup: "open" });
  });
}
