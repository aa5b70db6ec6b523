import type { Page } from "@playwright/test";
import { type Developer, newDeveloper } from "#e2e/api/client.ts";
import { newPerson } from "#e2e/api/people.ts";
import { query } from "#e2e/api/store.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { lookAtAll } from "#e2e/look.ts";

async function logIn(page: Page, { email, password }: Pick<Developer, "email" | "password">) {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
}
async function logOut(page: Page) {
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("menuitem", { name: "Log out" }).click();
}
const logInHeading = (page: Page) => page.getByRole("heading", { name: "Log in", level: 1 });
const keysHeading = (page: Page) => page.getByRole("heading", { name: "API keys", level: 1 });

test("the log-in page says why someone is there, and only sentences of its own", async ({
  page,
  server,
}, testInfo) => {
  const ada = await newDeveloper(server);
  await page.goto("/settings/usage");
  await expect(page.getByText("Your session has ended")).toHaveCount(0);
  await logIn(page, ada);
  await expect(page.getByRole("heading", { name: "Usage", level: 1 })).toBeVisible();

  await query(server, "delete from sessions where user_id = (select id from users where email = $1)", [
    ada.email,
  ]);
  await page.reload();
  await expect(page.getByRole("status")).toHaveText("Your session has ended. Log in again to continue.");
  await lookAtAll(page, "session ended", testInfo);
  await logIn(page, ada);
  await expect(page.getByRole("heading", { name: "Usage", level: 1 })).toBeVisible();

  await logOut(page);
  await expect(logInHeading(page)).toBeVisible();
  await expect(page.getByRole("status")).toHaveText("You're logged out.");
  await page.goto("/login?reason=Call+this+number");
  await expect(page.getByRole("heading", { name: "Log in" })).toBeVisible();
  await expect(page.getByRole("status")).toHaveCount(0);
});

test("a log-out that fails says that the user is still logged in", async ({ page, server }) => {
  await page.goto("/login");
  await logIn(page, await newDeveloper(server));
  await expect(keysHeading(page)).toBeVisible();
  // Loads the menu.
  await page.getByRole("button", { name: "Your account" }).click();
  await expect(page.getByRole("menuitem", { name: "Log out" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.context().setOffline(true);
  await logOut(page);
  await expect(page.getByText("You're still logged in")).toBeVisible();
  await page.context().setOffline(false);
  await logOut(page);
  await expect(page.getByText("You're logged out.")).toBeVisible();
});

test("pages outside the settings know who is logged in", async ({ browser, server, account }, testInfo) => {
  const page = await browser.newPage({ baseURL: server.url, storageState: account.storageState });
  const { email } = account.developer;
  for (const path of ["/login", "/signup"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: "You're logged in" })).toBeVisible();
    await expect(page.getByText(email)).toBeVisible();
  }
  await lookAtAll(page, "logged in already", testInfo);
  for (const path of ["/", "/docs/errors", "/no/such/page"]) {
    await page.goto(path);
    await expect(page.getByRole("contentinfo").getByRole("link", { name: "API keys" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Log in" })).toHaveCount(0);
  }
  await lookAtAll(page, "not found", testInfo);
  await page.close();
});

test("someone signs up, verifies and logs in with the keyboard alone, and the focus is never lost", async ({
  page,
  server,
}) => {
  const { email, password } = newPerson();
  const focusedOn = (title: string) =>
    expect(page.getByRole("heading", { name: title, level: 1 })).toBeFocused();
  const tabTo = async (name: string | RegExp, role: "textbox" | "button" | "link" = "textbox") => {
    const target = page.getByRole(role, { name, exact: true });
    await target.waitFor();
    for (let pressed = 0; pressed < 15; pressed++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    await expect(target).toBeFocused();
  };
  await page.goto("/");
  await tabTo("Sign up", "link");
  await page.keyboard.press("Enter");
  // A new page: the focus is at its start.
  await expect(page.getByRole("heading", { name: "Create your account", level: 1 })).toBeVisible();
  await tabTo("Email");
  await page.keyboard.type(email);
  await tabTo("Password");
  await page.keyboard.type(`${password}\n`);
  await focusedOn("Check your email");

  await page.goto((await server.mailbox.next(email)).links[0]!);
  await tabTo("Verify email", "button");
  await page.keyboard.press("Enter");
  await focusedOn("Email verified");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await focusedOn("Log in");
  await tabTo("Password");
  await page.keyboard.type("not the password\n");
  await expect(page.getByRole("main").getByRole("alert")).toHaveText("Wrong email or password.");
  await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type(password);
  await expect(page.getByText("Wrong email or password.")).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(keysHeading(page)).toBeVisible();
});

test("the copy button of a command keeps its size when its label changes", async ({
  browser,
  server,
  account,
}) => {
  const page = await browser.newPage({ baseURL: server.url, storageState: account.storageState });
  await page.goto("/settings/api-keys");
  await page.getByRole("button", { name: "Create key" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("steady");
  await dialog.getByRole("button", { name: "Create key" }).click();
  const copy = dialog.getByRole("button", { name: "Copy", exact: true });
  const [before, secret] = [await copy.boundingBox(), await page.getByTestId("secret").boundingBox()];
  await copy.click();
  const copied = dialog.getByRole("button", { name: "Copied", exact: true });
  expect(await copied.boundingBox()).toEqual(before);
  expect(await page.getByTestId("secret").boundingBox()).toEqual(secret);
  await page.close();
});

test("when someone else logs in, other tabs don't stay on the page of the first user", async ({
  page,
  context,
  server,
}) => {
  const [ada, bob] = [
    await newDeveloper(server, { name: "Ada" }),
    await newDeveloper(server, { name: "Bob" }),
  ];
  await page.goto("/login?next=/settings/account");
  await logIn(page, ada);
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Ada");
  const other = await context.newPage();
  await other.goto("/settings/api-keys");
  await logOut(other);
  await expect(logInHeading(other)).toBeVisible();
  await logIn(other, bob);
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Bob");
});
