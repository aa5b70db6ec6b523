import type { Browser, Page } from "@playwright/test";
import { call, newDeveloper, newKey } from "#e2e/api/client.ts";
import { newOperator, userIdOf } from "#e2e/api/operators.ts";
import { query } from "#e2e/api/store.ts";
import { expect, hydrated, logIn, test } from "#e2e/fixtures.ts";
import { pressOn, tabTo } from "#e2e/keyboard.ts";
import { listen, lookAtAll } from "#e2e/look.ts";
import type { OwnServer } from "#e2e/test-server.ts";

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name, level: 1 });

/** The desk, as a new operator sees it. */
async function openDesk(browser: Browser, server: OwnServer): Promise<Page> {
  const storageState = await logIn(server, browser, await newOperator(server));
  return browser.newPage({ baseURL: server.url, storageState, reducedMotion: "reduce" });
}

test("with the keyboard alone: from the user menu to a user, who is suspended and let back in", async ({
  browser,
  server,
}) => {
  const ada = await newDeveloper(server);
  const page = await openDesk(browser, server);
  await page.goto("/settings/usage");
  await hydrated(page);
  await page.getByRole("button", { name: "Your account" }).press("Enter");
  await page.getByRole("menuitem", { name: "Operator desk" }).press("Enter");
  await expect(heading(page, "Overview")).toBeVisible();
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByPlaceholder("A page").fill("users");
  await page.keyboard.press("Enter");
  await expect(heading(page, "Users")).toBeVisible();
  await tabTo(page, page.getByRole("searchbox", { name: "Search users" }));
  await page.keyboard.type(ada.email);
  // The list is that of the search by then.
  await expect(page).toHaveURL(/[?&]q=/);
  await pressOn(page, page.getByRole("link", { name: ada.email }));
  await expect(page.getByText("Verified", { exact: true })).toBeVisible();

  await pressOn(page, page.getByRole("button", { name: "More actions" }));
  await page.getByRole("menuitem", { name: "Suspend user" }).press("Enter");
  const dialog = page.getByRole("alertdialog", { name: "Suspend user" });
  await tabTo(page, dialog.getByLabel("Reason"));
  await page.keyboard.type("Sends spam");
  await pressOn(page, dialog.getByRole("button", { name: "Suspend user" }));
  await expect(page.getByText("They can't log in.")).toBeVisible();
  await expect(page.getByText("Sends spam")).toBeVisible();
  const { body } = await call(server, "POST", "/api/v1/auth/login", { body: logInOf(ada) });
  expect(body.reason).toBe("user_suspended");

  await pressOn(page, page.getByRole("button", { name: "Lift suspension" }));
  await pressOn(page, page.getByRole("alertdialog").getByRole("button", { name: "Lift suspension" }));
  await expect(page.getByText("They can't log in.")).toHaveCount(0);
  await expect(heading(page, "Test Developer")).toBeFocused();
  await page.close();
});

const logInOf = ({ email, password }: { email: string; password: string }) => ({ email, password });

test("a plan request is accepted, limits are changed, and a leaked key is found and revoked", async ({
  browser,
  server,
}) => {
  const ada = await newDeveloper(server);
  const asAda = { token: ada.accessToken };
  const key = await newKey(server, ada, { name: "leaked" });
  const { id } = (await call(server, "GET", "/api/v1/me", asAda)).body.data.workspace;
  await call(server, "POST", `/api/v1/workspaces/${id}/plan-requests`, {
    ...asAda,
    body: { plan: "pro", note: "We grow" },
  });
  const page = await openDesk(browser, server);
  await page.goto("/operator");
  await page.getByRole("link", { name: /^Plan requests/ }).click();
  await page.getByRole("searchbox").fill(ada.email);
  await expect(page).toHaveURL(/[?&]q=/);
  await page.locator(`a[href="/operator/workspaces/${id}"]`).click();
  await expect(page.getByText("We grow", { exact: false }).first()).toBeVisible();
  await page.getByRole("button", { name: "Accept request" }).click();
  const dialog = page.getByRole("alertdialog");
  // The plan has no rate limit of its own.
  await dialog.getByRole("button", { name: "Accept request" }).click();
  await expect(dialog.getByText(/rate limit of its own/).first()).toBeVisible();
  await dialog.getByLabel("Requests per minute for this workspace").fill("250");
  await dialog.getByRole("button", { name: "Accept request" }).click();
  await expect(page.getByText("They ask for the Pro plan")).toHaveCount(0);
  await expect(page.getByRole("row", { name: /Requests per minute.*Own limit.*250/ })).toBeVisible();

  await page.getByRole("link", { name: "Lookup" }).click();
  const field = page.getByLabel("Secret, hint or request ID");
  await field.fill(key.secret);
  await page.getByRole("button", { name: "Look up" }).click();
  await page.getByRole("button", { name: "Revoke key" }).click();
  await expect(field).toHaveValue("");
  await dialog.getByLabel(/to confirm/).fill("leaked");
  await dialog.getByRole("button", { name: "Revoke key" }).click();
  await expect(page.getByText("revoked", { exact: true })).toBeVisible();
  expect(page.url()).toBe(`${server.url}/operator/lookup`);
  expect((await call(server, "GET", "/api/v1/me", { key: key.secret })).status).toBe(401);
  await page.close();
});

test("who is no longer an operator is told so, and not that a user is gone", async ({ browser, server }) => {
  const former = await newOperator(server);
  const page = await browser.newPage({
    baseURL: server.url,
    storageState: await logIn(server, browser, former),
  });
  await page.clock.install();
  await page.goto(`/operator/users/${await userIdOf(server, former)}`);
  await hydrated(page);
  await query(server, "update users set operator = 0 where email = $1", [former.email]);
  await page.clock.fastForward(31_000);
  await expect(page.getByText("You no longer have access to the operator's desk.")).toBeVisible();
  await expect(page.getByText("There is no user")).toHaveCount(0);
  await page.close();
});

test("the pages of the desk look right", async ({ browser, server }, testInfo) => {
  test.setTimeout(120_000);
  const ada = await newDeveloper(server);
  const key = await newKey(server, ada);
  const { actor: user, workspace } = (await call(server, "GET", "/api/v1/me", { token: ada.accessToken }))
    .body.data;
  const page = await openDesk(browser, server);
  const errors = listen(page);
  const paths = ["", "/users", `/users/${user.id}`, "/workspaces", `/workspaces/${workspace.id}`, "/lookup"];
  for (const path of paths) {
    await page.goto(`/operator${path}`);
    await hydrated(page);
    if (path === "/lookup") {
      await page.getByLabel("Secret, hint or request ID").fill(key.secret);
      await page.getByRole("button", { name: "Look up" }).click();
      await expect(page.getByRole("button", { name: "Revoke key" })).toBeVisible();
    }
    await lookAtAll(page, `operator desk ${path}`, testInfo);
  }
  expect(errors).toEqual([]);
  await page.close();
});
