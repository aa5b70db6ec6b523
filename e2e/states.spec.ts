import type { Page, Route } from "@playwright/test";
import { call, type Developer, newDeveloper } from "#e2e/api/client.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { lookAtAll } from "#e2e/look.ts";
import type { OwnServer } from "#e2e/test-server.ts";

const POLL_MS = 31_000;

async function openKeys(page: Page, { email, password }: Developer) {
  await page.clock.install();
  await page.goto("/login?next=%2Fsettings%2Fapi-keys");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "API keys", level: 1 })).toBeVisible();
  // The page handles events.
  await expect(page.getByRole("button", { name: /^Workspace / })).toBeEnabled();
}

/** Not by its role, which an open dialog hides. */
const banner = (page: Page) => page.locator("[role=status]", { hasText: /Last updated at/ });
const createDialog = (page: Page) => page.getByRole("dialog", { name: "Create workspace" });
const loginDialog = (page: Page) => page.getByRole("dialog", { name: "Log in again" });

async function openCreateWorkspace(page: Page, name: string) {
  await page.getByRole("button", { name: /^Workspace / }).click();
  await page.getByRole("menuitem", { name: "Create workspace" }).click();
  await createDialog(page).getByLabel("Name").fill(name);
}

const submit = (page: Page) => createDialog(page).getByRole("button", { name: "Create workspace" }).click();

async function workspacesOf(
  server: OwnServer,
  { accessToken: token }: Developer,
): Promise<{ name: string }[]> {
  return (await call(server, "GET", "/api/v1/workspaces", { token })).body.data;
}

/** Ends the sessions of the user's browsers. */
async function endSessions(server: OwnServer, { accessToken: token }: Developer) {
  const { data } = (await call(server, "GET", "/api/v1/auth/sessions", { token })).body;
  for (const { id, current } of data) {
    if (!current) await call(server, "DELETE", `/api/v1/auth/sessions/${id}`, { token });
  }
}

const refuse =
  (status: number, detail: string, headers: Record<string, string> = {}) =>
  (route: Route) =>
    route.fulfill({
      status,
      headers: { "content-type": "application/problem+json", ...headers },
      body: JSON.stringify({ type: "about:blank", title: "Refused", status, code: "refused", detail }),
    });

test("without a network, the page says from when it is, and nothing is sent later", async ({
  page,
  server,
}, testInfo) => {
  const ada = await newDeveloper(server);
  await openKeys(page, ada);
  await openCreateWorkspace(page, "Sent while offline");
  await page.context().setOffline(true);
  await expect(banner(page)).toContainText(/You're offline\. Last updated at \d\d:\d\d:\d\d\./);
  await submit(page);
  await expect(createDialog(page).getByRole("alert")).toContainText("Can't reach the server.");
  await page.keyboard.press("Escape");
  await page.clock.fastForward(POLL_MS);
  await lookAtAll(page, "offline", testInfo);
  await page.context().setOffline(false);
  await expect(banner(page)).toHaveCount(0);
  await page.clock.fastForward(POLL_MS);
  expect(await workspacesOf(server, ada)).toHaveLength(1);
});

test("without a network, links keep the page", async ({ page, server }) => {
  await openKeys(page, await newDeveloper(server));
  await page.context().setOffline(true);
  await page.getByRole("link", { name: "Account", exact: true }).click();
  await expect(page.getByText("You can open other pages when you're back online.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "API keys", level: 1 })).toBeVisible();
});

for (const { name, answer, says } of [
  {
    name: "the server can't be reached",
    answer: (route: Route) => route.abort(),
    says: /Can't reach the server\. Last updated at .* Trying again/,
  },
  {
    name: "the API answers 503",
    answer: refuse(503, "The service is temporarily unavailable.", { "retry-after": "5" }),
    says: /The server is temporarily unavailable\. Last updated at .* Trying again/,
  },
  {
    name: "the API answers 429",
    answer: refuse(429, "Too many.", { "retry-after": "5" }),
    says: /Too many requests at the moment\. Last updated at .* Trying again/,
  },
  {
    name: "the API answers 403",
    answer: refuse(403, "Your role can't read keys."),
    says: /Your role can't read keys\. This page is no longer updated\. Last updated at/,
  },
]) {
  test(`when ${name}, the page says so, and goes on by itself`, async ({ page, server }, testInfo) => {
    await openKeys(page, await newDeveloper(server));
    await page.route("**/api/v1/**", answer);
    await page.clock.fastForward(POLL_MS);
    await expect(banner(page)).toHaveText(says);
    await page.getByRole("button", { name: /^Workspace / }).click();
    await expect(page.getByRole("menu").getByText(/reach|unavailable|many|role/)).toBeVisible();
    await lookAtAll(page, name, testInfo);
    await page.keyboard.press("Escape");

    await openCreateWorkspace(page, "Refused");
    await submit(page);
    await expect(createDialog(page).getByRole("alert")).not.toBeEmpty();
    await expect(createDialog(page).getByLabel("Name")).toHaveValue("Refused");
    await page.keyboard.press("Escape");

    await page.unroute("**/api/v1/**");
    await page.clock.fastForward(POLL_MS);
    await expect(banner(page)).toHaveCount(0);
  });
}

test("when the session has ended, the dialog logs in again and the change goes on once", async ({
  page,
  server,
}, testInfo) => {
  const ada = await newDeveloper(server);
  await openKeys(page, ada);
  await openCreateWorkspace(page, "Started before");
  await endSessions(server, ada);
  await submit(page);
  await expect(loginDialog(page)).toHaveCount(1);
  // The polls find the same.
  await page.clock.fastForward(POLL_MS);
  await expect(loginDialog(page)).toHaveCount(1);
  await lookAtAll(page, "session ended", testInfo);
  await page.keyboard.press("Escape");
  await page.keyboard.type("not the password\n");
  await expect(loginDialog(page).getByRole("alert")).toHaveText("Wrong email or password.");
  expect(await workspacesOf(server, ada)).toHaveLength(1);
  const password = loginDialog(page).getByLabel("Password", { exact: true });
  await password.fill(ada.password);
  await password.press("Enter");
  await expect(page.getByRole("button", { name: "Workspace Started before" })).toBeVisible();
  await expect(loginDialog(page)).toHaveCount(0);
  expect((await workspacesOf(server, ada)).map(({ name }) => name).sort()).toContain("Started before");
  expect(await workspacesOf(server, ada)).toHaveLength(2);
});

test("a log-in in place gives the focus back, and another account can be used", async ({ page, server }) => {
  const ada = await newDeveloper(server);
  await openKeys(page, ada);
  await openCreateWorkspace(page, "Not yet");
  await endSessions(server, ada);
  await page.clock.fastForward(POLL_MS);
  await loginDialog(page).getByLabel("Password", { exact: true }).fill(ada.password);
  await page.keyboard.press("Enter");
  await expect(loginDialog(page)).toHaveCount(0);
  await expect(createDialog(page).getByLabel("Name")).toBeFocused();

  await endSessions(server, ada);
  await page.clock.fastForward(POLL_MS);
  await loginDialog(page).getByRole("button", { name: "Use another account" }).click();
  await expect(page).toHaveURL(/\/login$/);
  expect(await workspacesOf(server, ada)).toHaveLength(1);
});

test("a link with an ended session leads to log in, and back", async ({ page, server }) => {
  const ada = await newDeveloper(server);
  await openKeys(page, ada);
  await endSessions(server, ada);
  await page.goto("/settings/usage?environment=test&range=7d&group=route");
  await expect(page.getByRole("status")).toHaveText("Your session has ended. Log in again to continue.");
  await page.getByLabel("Email").fill(ada.email);
  await page.getByLabel("Password", { exact: true }).fill(ada.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Usage", level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/settings\/usage\?environment=test&range=7d&group=route$/);
});
