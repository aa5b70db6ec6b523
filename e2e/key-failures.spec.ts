import type { Page, Route } from "@playwright/test";
import { call, type Developer } from "#e2e/api/client.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { keysOf, openKeys, rowOf } from "#e2e/keys-list.ts";
import type { OwnServer } from "#e2e/test-server.ts";

const refuse =
  (status: number, detail: string, more: object = {}) =>
  (route: Route) =>
    route.fulfill({
      status,
      headers: { "content-type": "application/problem+json" },
      body: JSON.stringify({
        type: "about:blank",
        title: "Refused",
        status,
        code: "refused",
        detail,
        ...more,
      }),
    });

const failures = [
  {
    name: "403",
    answer: refuse(403, "Not with this role.", { reason: "insufficient_role" }),
    says: /Not with this role\. You need the developer role\. An admin or owner/,
  },
  { name: "429", answer: refuse(429, "Too many requests. Retry in 5 seconds."), says: /Retry in 5 seconds/ },
  {
    name: "503",
    answer: refuse(503, "The service is temporarily unavailable."),
    says: /temporarily unavailable/,
  },
  { name: "no answer", answer: (route: Route) => route.abort(), says: /Can't reach the server/ },
];

const keys = /\/api\/v1\/keys(\/[^/]*)?(\?.*)?$/;

/** Answers requests of this method like this, until it is called again without an answer. */
async function fail(page: Page, method: string, answer?: (route: Route) => Promise<void>) {
  await page.unroute(keys);
  if (answer)
    await page.route(keys, (route) =>
      route.request().method() === method ? answer(route) : route.continue(),
    );
}

test("a list that can't be loaded says why, and can be tried again", async ({ browser, server }) => {
  const { page } = await openKeys(browser, server, ["one"]);
  for (const [index, { name, answer, says }] of failures.entries()) {
    await fail(page, "GET", answer);
    const said = name === "403" ? /Not with this role\./ : says;
    await page.getByLabel("Status").selectOption(["all", "active", "expired", "disabled"][index]!);
    await expect(page.getByRole("main").getByRole("alert")).toContainText("Couldn't load keys");
    await expect(page.getByRole("main").getByRole("alert")).toContainText(said);
    await fail(page, "GET");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(index < 2 ? rowOf(page, "one") : page.getByText("No keys match")).toBeVisible();
  }
  await page.close();
});

test("a key that can't be created keeps what was typed, and trying again creates it once", async ({
  browser,
  server,
}) => {
  const { page, developer } = await openKeys(browser, server, [], "/settings/api-keys?create=true");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("kept");
  for (const { answer, says } of failures) {
    await fail(page, "POST", answer);
    await dialog.getByRole("button", { name: "Create key" }).click();
    await expect(dialog.getByRole("alert")).toContainText(says);
    await expect(dialog.getByLabel("Name")).toHaveValue("kept");
    expect(await keysOf(server, developer)).toEqual([]);
  }
  await fail(page, "POST");
  await dialog.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByTestId("secret")).toBeVisible();
  expect(await keysOf(server, developer)).toEqual(["kept active"]);
  await page.close();
});

test("a key that can't be revoked stays active on screen, and trying again revokes it", async ({
  browser,
  server,
}) => {
  const { page, developer } = await openKeys(browser, server, ["one"]);
  await page.getByRole("button", { name: "Actions for one" }).click();
  await page.getByRole("menuitem", { name: "Revoke key" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByLabel("Type “one” to confirm").fill("one");
  for (const { answer, says } of failures) {
    await fail(page, "DELETE", answer);
    await dialog.getByRole("button", { name: "Revoke key" }).click();
    await expect(dialog.getByRole("alert")).toContainText(says);
    expect(await keysOf(server, developer)).toEqual(["one active"]);
  }
  await fail(page, "DELETE");
  await dialog.getByRole("button", { name: "Revoke key" }).click();
  await expect(page.getByText("All live keys are revoked")).toBeVisible();
  expect(await keysOf(server, developer)).toEqual(["one revoked"]);
  await page.close();
});

test("when the session has ended, creating and revoking go on after the log-in, once", async ({
  browser,
  server,
}) => {
  const { page, developer } = await openKeys(browser, server, [], "/settings/api-keys?create=true");
  await page.getByRole("dialog").getByLabel("Name").fill("late");
  await endSessions(server, developer);
  await page.getByRole("dialog").getByRole("button", { name: "Create key" }).click();
  await logInAgain(page, developer);
  await expect(page.getByTestId("secret")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Close without saving" }).click();
  expect(await keysOf(server, developer)).toEqual(["late active"]);

  await page.getByRole("button", { name: "Actions for late" }).click();
  await page.getByRole("menuitem", { name: "Revoke key" }).click();
  await page.getByRole("alertdialog").getByLabel("Type “late” to confirm").fill("late");
  await endSessions(server, developer);
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke key" }).click();
  await logInAgain(page, developer);
  await expect(page.getByText("All live keys are revoked")).toBeVisible();
  expect(await keysOf(server, developer)).toEqual(["late revoked"]);
  await page.close();
});

async function logInAgain(page: Page, { password }: Developer) {
  const dialog = page.getByRole("dialog", { name: "Log in again" });
  await dialog.getByLabel("Password", { exact: true }).fill(password);
  await page.keyboard.press("Enter");
}

/** Ends the sessions of the user's browsers. */
async function endSessions(server: OwnServer, { accessToken: token }: Developer) {
  const { data } = (await call(server, "GET", "/api/v1/auth/sessions", { token })).body;
  for (const { id, current } of data)
    if (!current) await call(server, "DELETE", `/api/v1/auth/sessions/${id}`, { token });
}
