import type { Browser, Page } from "@playwright/test";
import { newDeveloper, newKey } from "#e2e/api/client.ts";
import { account, newPerson } from "#e2e/api/people.ts";
import { curl } from "#e2e/curl.ts";
import { expect, test } from "#e2e/fixtures.ts";
import type { OwnServer } from "#e2e/test-server.ts";

const FRESH = "the sea was calm that day";

async function signUp(page: Page, { email, password }: { email: string; password: string }) {
  await page.goto("/signup");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
}

/** A page of a browser without any cookies. */
async function otherBrowser(browser: Browser, server: OwnServer): Promise<Page> {
  return (await browser.newContext({ baseURL: server.url })).newPage();
}

async function expectLogin(server: OwnServer, email: string, password: string, status: number) {
  expect((await account(server, "login", { email, password })).status).toBe(status);
}

const linkIn = async (server: OwnServer, email: string) => (await server.mailbox.next(email)).links[0]!;
const verified = (page: Page) => page.getByRole("heading", { name: "Email verified" });

test("the browser that signed up confirms with one click", async ({ page, server }) => {
  const ada = newPerson();
  await signUp(page, ada);
  await page.goto(await linkIn(server, ada.email));
  await expect(page.getByLabel("Password", { exact: true })).toHaveCount(0);
  await page.getByRole("button", { name: "Verify email" }).click();
  await expect(verified(page)).toBeVisible();
  await expectLogin(server, ada.email, ada.password, 200);
});

test("another browser confirms with the password, and a wrong one can be corrected", async ({
  page,
  browser,
  server,
}) => {
  const ada = newPerson();
  await signUp(page, ada);
  const phone = await otherBrowser(browser, server);
  await phone.goto(await linkIn(server, ada.email));
  const password = phone.getByLabel("Password", { exact: true });
  await password.fill("certainly not that one");
  await phone.getByRole("button", { name: "Verify email" }).click();
  await expect(phone.getByText("Wrong password.")).toBeVisible();
  await expect(password).toBeFocused();
  await password.fill(ada.password);
  await phone.getByRole("button", { name: "Verify email" }).click();
  await expect(verified(phone)).toBeVisible();
  await expectLogin(server, ada.email, ada.password, 200);
});

test("the owner of the mailbox who opens a stranger's link sets a new password", async ({
  browser,
  page,
  server,
}) => {
  const { email, password } = newPerson();
  await signUp(await otherBrowser(browser, server), { email, password });
  await page.goto(await linkIn(server, email));
  await page.getByRole("button", { name: "I don't know it: set a new one" }).click();
  const newPassword = page.getByLabel("New password");
  await newPassword.fill("short");
  await page.getByRole("button", { name: "Set password and verify" }).click();
  await expect(newPassword).toHaveAttribute("aria-invalid", "true");
  await newPassword.fill(FRESH);
  await page.getByRole("button", { name: "Set password and verify" }).click();
  await expect(verified(page)).toBeVisible();
  await expectLogin(server, email, FRESH, 200);
  await expectLogin(server, email, password, 401);
});

test("a double click confirms once, and opening the link again offers to log in", async ({
  page,
  server,
}) => {
  const ada = newPerson();
  await signUp(page, ada);
  const link = await linkIn(server, ada.email);
  for (let opened = 0; opened < 2; opened++) await page.goto(link);
  await page.getByRole("button", { name: "Verify email" }).dblclick();
  await expect(verified(page)).toBeVisible();
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "This link has already been used" })).toBeVisible();
});

test("a password reset offers to revoke the API keys, and revokes them immediately", async ({
  page,
  server,
}) => {
  const ada = await newDeveloper(server);
  const key = await newKey(server, ada);
  await newKey(server, ada);
  await page.goto("/forgot");
  await page.getByLabel("Email").fill(ada.email);
  await page.getByRole("button", { name: "Send link" }).click();
  const mail = await server.mailbox.next(ada.email, { subject: /Reset/ });
  expect(mail.text).toContain("You have 2 active API keys.");
  await page.goto(mail.links[0]!);
  await page.getByLabel("New password").fill(FRESH);
  const revoke = page.getByRole("checkbox", { name: "Also revoke the API keys I created (2 active)" });
  await expect(revoke).not.toBeChecked();
  await revoke.check();
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByText("The API keys you created are revoked.")).toBeVisible();
  expect((await curl(`${server.url}/api/v1/me`, key.secret)).status).toBe(401);
  await expectLogin(server, ada.email, FRESH, 200);
});
