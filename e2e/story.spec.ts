import { setTimeout as delay } from "node:timers/promises";
import { curl } from "#e2e/curl.ts";
import { expect, test } from "#e2e/fixtures.ts";

const EMAIL = "ada@example.test";
const PASSWORD = "a difference engine";

test("a developer signs up, makes a key, meets the limit and revokes the key", async ({ page, server }) => {
  test.setTimeout(180_000);
  const me = `${server.url}/api/v1/me`;
  const rateLimits = `${server.url}/api/v1/usage/rate-limits`;
  let secret = "";
  let limitedAt = 0;
  let retryAfterSeconds = 0;

  await test.step("sign up", async () => {
    await page.goto("/signup");
    await page.getByLabel("Name").fill("Ada");
    await page.getByLabel("E-mail").fill(EMAIL);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByText(EMAIL)).toBeVisible();
  });

  await test.step("no log-in before the address is verified", async () => {
    await page.goto("/login");
    await page.getByLabel("E-mail").fill(EMAIL);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await expect(page.getByRole("alert").filter({ hasText: /verif/i })).toBeVisible();
  });

  await test.step("verify: the link from the mail, and a click", async () => {
    const mail = await server.mailbox.next(EMAIL);
    const link = mail.links.find((url) => url.includes("/verify?token="));
    expect(link).toContain(`${server.url}/verify?token=`);
    await page.goto(link!);
    await page.getByRole("button", { name: "Verify my address" }).click();
    await expect(page.getByRole("heading", { name: "Your address is verified" })).toBeVisible();
  });

  await test.step("log in", async () => {
    await page.getByRole("link", { name: "Log in" }).click();
    await page.getByLabel("E-mail").fill(EMAIL);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await expect(page.getByRole("heading", { name: "API keys", level: 1 })).toBeVisible();
  });

  await test.step("create a key; its secret is shown once", async () => {
    await page.getByRole("button", { name: "Create key" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("ci-pipeline");
    await dialog.getByRole("button", { name: "Create key" }).click();
    secret = (await page.getByTestId("secret").textContent()) ?? "";
    expect(secret).toMatch(/^lk_live_[0-9A-Za-z]{36}$/);
    await dialog.getByRole("button", { name: "Copy", exact: true }).click();
  });

  await test.step("curl answers 200, and the dialog has been waiting for it", async () => {
    const first = await curl(me, secret);
    expect(first.status).toBe(200);
    expect(first.headers["request-id"]).toMatch(/^req_/);
    await expect(page.getByText("First request received")).toBeVisible();
    await page.getByRole("button", { name: "Done" }).click();
    await page.reload();
    expect(await page.content()).not.toContain(secret);
  });

  await test.step("the 61st call within a minute answers 429 and says when to come back", async () => {
    for (let request = 2; request <= 60; request++) expect((await curl(me, secret)).status).toBe(200);
    const refused = await curl(me, secret);
    limitedAt = Date.now();
    retryAfterSeconds = Number(refused.headers["retry-after"]);
    expect(refused.status).toBe(429);
    expect(JSON.parse(refused.body).code).toBe("rate_limited");
    expect(retryAfterSeconds).toBeGreaterThan(0);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
  });

  await test.step("the limits stay readable while limited", async () => {
    const limits = await curl(rateLimits, secret);
    expect(limits.status).toBe(200);
    expect(JSON.parse(limits.body).data).toMatchObject({
      plan: "trial",
      rate_limit: { rpm: 60, used: 60, remaining: 0 },
    });
  });

  await test.step("the usage page shows it", async () => {
    await page.getByRole("link", { name: "Usage" }).click();
    await expect(page.getByRole("heading", { name: "Usage", level: 1 })).toBeVisible();
    await expect(page.getByRole("meter", { name: "Requests in the last minute" })).toHaveAttribute(
      "value",
      "60",
    );
    const refusal = page.getByRole("row").filter({ hasText: "/api/v1/me" }).filter({ hasText: "429" });
    await expect(refusal.first()).toContainText("rate_limited");
  });

  await test.step("after Retry-After the next call is accepted", async () => {
    await delay(Math.max(0, limitedAt + retryAfterSeconds * 1000 - Date.now()));
    expect((await curl(me, secret)).status).toBe(200);
  });

  await test.step("revoke in the browser: the very next call answers 401", async () => {
    await page.getByRole("link", { name: "API keys" }).click();
    await page.getByRole("button", { name: "Actions for ci-pipeline" }).click();
    await page.getByRole("menuitem", { name: "Revoke" }).click();
    const answered = page.waitForResponse((response) => response.request().method() === "DELETE");
    await page
      .getByRole("alertdialog")
      .getByRole("button", { name: /^Revoke/ })
      .click();
    expect((await answered).status()).toBe(200);
    const shut = await curl(me, secret);
    expect(shut.status).toBe(401);
    expect(JSON.parse(shut.body)).toMatchObject({ code: "invalid_api_key", reason: "revoked" });
    await expect(page.getByRole("row").filter({ hasText: "ci-pipeline" })).toContainText("revoked");
  });
});
