import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { call } from "#e2e/api/client.ts";
import { expect, test } from "#e2e/fixtures.ts";

/** Notes the page's changing requests, each of which takes `ms` longer than the server needs. */
async function slowDown(page: Page, ms: number): Promise<string[]> {
  const sent: string[] = [];
  await page.route("**/api/**", async (route) => {
    const request = route.request();
    if (request.method() === "GET") return route.continue();
    sent.push(`${request.method()} ${new URL(request.url()).pathname.replace(/key_\w+/, "{id}")}`);
    await delay(ms);
    await route.continue();
  });
  return sent;
}

for (const ms of [0, 700]) {
  test(`a double click sends every form once, with a server that is ${ms} ms slow`, async ({
    page,
    server,
  }) => {
    test.setTimeout(120_000);
    const sent = await slowDown(page, ms);
    const email = `double-${ms}@example.test`;
    const fill = (label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);
    const doubleClick = (name: string) => page.getByRole("button", { name, exact: true }).last().dblclick();
    const expectOnce = async (request: string) => {
      // A second request would have been sent by now.
      await delay(100);
      expect(sent.splice(0)).toEqual([request]);
    };
    const mailedLink = async (path: string) => {
      const { links } = await server.mailbox.next(email, { subject: /./ });
      await page.goto(links.find((link) => link.includes(path))!);
    };

    await page.goto("/signup");
    await fill("Email", email);
    await fill("Password", "a difference engine");
    await doubleClick("Create account");
    await expect(page.getByText(email)).toBeVisible();
    await expectOnce("POST /api/v1/auth/signup");

    await mailedLink("/verify");
    await doubleClick("Verify email");
    await expect(page.getByRole("heading", { name: "Email verified" })).toBeVisible();
    await expectOnce("POST /api/v1/auth/verify");

    await page.goto("/forgot");
    await fill("Email", email);
    await doubleClick("Send link");
    await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
    await expectOnce("POST /api/v1/auth/password/forgot");

    await mailedLink("/reset");
    await fill("New password", "an analytical engine");
    await doubleClick("Set password");
    await expect(page.getByRole("heading", { name: "Password changed" })).toBeVisible();
    await expectOnce("POST /api/v1/auth/password/reset");

    await page.goto("/login");
    await fill("Email", email);
    await fill("Password", "an analytical engine");
    await doubleClick("Log in");
    await expect(page.getByRole("heading", { name: "API keys", level: 1 })).toBeVisible();
    await expectOnce("POST /api/auth/callback/credentials");

    await page.getByRole("button", { name: "Create key" }).first().click();
    await page.getByRole("dialog").getByLabel("Name").fill("once");
    await doubleClick("Create key");
    await expect(page.getByTestId("secret")).toHaveText(/^lk_live_/);
    await expectOnce("POST /api/v1/keys");
    await page.getByRole("dialog").getByRole("button", { name: "Copy", exact: true }).click();
    await page.getByRole("button", { name: "Done" }).click();
    await expect(page.getByRole("row", { name: /once/ })).toHaveCount(1);

    await page.getByRole("button", { name: "Actions for once" }).click();
    await page.getByRole("menuitem", { name: "Edit key" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("renamed");
    await doubleClick("Save changes");
    await expect(page.getByRole("button", { name: "Actions for renamed" })).toBeVisible();
    await delay(ms + 200);
    await expectOnce("PATCH /api/v1/keys/{id}");

    await page.getByRole("button", { name: "Actions for renamed" }).click();
    await page.getByRole("menuitem", { name: "Revoke key" }).click();
    await fill("Type “renamed” to confirm", "renamed");
    await doubleClick("Revoke key");
    await expect(page.getByText("renamed is revoked")).toBeVisible();
    await expectOnce("DELETE /api/v1/keys/{id}");

    await page.getByRole("button", { name: "Your account" }).click();
    await page.getByRole("menuitem", { name: "Log out" }).dblclick();
    await expect(page.getByRole("heading", { name: "Log in" })).toBeVisible();
    await expectOnce("POST /api/auth/signout");
  });
}

test("when the answer to Create key is lost, trying again shows the secret of the only key", async ({
  server,
  account,
  browser,
}) => {
  const page = await browser.newPage({ baseURL: server.url, storageState: account.storageState });
  const name = `lost-${randomBytes(4).toString("hex")}`;
  let lost = 0;
  await page.route("**/api/v1/keys", async (route) => {
    if (route.request().method() !== "POST" || lost > 0) return route.continue();
    lost += 1;
    await route.fetch();
    await route.abort("connectionreset");
  });
  await page.goto("/settings/api-keys");
  await page.getByRole("button", { name: "Create key" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Expiration").selectOption("7");
  await dialog.getByRole("button", { name: "Create key" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Can't reach the server");
  await dialog.getByRole("button", { name: "Create key" }).click();
  const secret = (await page.getByTestId("secret").textContent()) ?? "";
  expect(secret).toMatch(/^lk_live_[0-9A-Za-z]{36}$/);
  expect((await call(server, "GET", "/api/v1/me", { key: secret })).status).toBe(200);
  const token = account.developer.accessToken;
  const listed = await call(server, "GET", `/api/v1/keys?q=${name}`, { token });
  expect(listed.body.data).toHaveLength(1);
  await page.close();
});
