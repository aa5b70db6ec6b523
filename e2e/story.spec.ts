import { setTimeout as delay } from "node:timers/promises";
import { curl } from "#e2e/curl.ts";
import { expect, test } from "#e2e/fixtures.ts";

const EMAIL = "ada@example.test";
const PASSWORD = "a difference engine";

test("a developer signs up, creates a key, reaches the rate limit and revokes the key", async ({
  page,
  server,
}) => {
  test.setTimeout(180_000);
  const me = `${server.url}/api/v1/me`;
  const rateLimits = `${server.url}/api/v1/usage/rate-limits`;
  let secret = "";
  let limitedAt = 0;
  let retryAfterSeconds = 0;

  await test.step("sign up", async () => {
    await page.goto("/signup");
    await page.getByLabel("Name").fill("Ada");
    await page.getByLabel("Email").fill(EMAIL);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByText(EMAIL)).toBeVisible();
  });

  await test.step("log-in is refused until the email is verified", async () => {
    await page.goto("/login");
    const submit = page.getByRole("button", { name: "Log in", exact: true });
    await submit.click();
    await expect(page.getByText("Enter your email.")).toBeVisible();
    await expect(page.getByText("Enter your password.")).toBeVisible();
    await expect(page.getByLabel("Email")).toBeFocused();
    await page.getByLabel("Email").fill(EMAIL);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await submit.click();
    await expect(page.getByRole("alert").filter({ hasText: /verif/i })).toBeVisible();
  });

  await test.step("verify the email: open the emailed link and confirm", async () => {
    const email = await server.mailbox.next(EMAIL);
    const link = email.links.find((url) => url.includes("/verify?token="));
    expect(link).toContain(`${server.url}/verify?token=`);
    await page.goto(link!);
    await page.getByRole("button", { name: "Verify email" }).click();
    await expect(page.getByRole("heading", { name: "Email verified" })).toBeVisible();
  });

  await test.step("log in", async () => {
    await page.getByRole("link", { name: "Log in" }).click();
    await page.getByLabel("Email").fill(EMAIL);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await expect(page.getByRole("heading", { name: "API keys", level: 1 })).toBeVisible();
  });

  await test.step("create a key: its secret is shown once", async () => {
    await page.getByRole("button", { name: "Create key" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("ci-pipeline");
    await expect(dialog.getByText("can't call any endpoint that requires a scope")).toBeVisible();
    await dialog.getByRole("button", { name: "Create key" }).click();
    secret = (await page.getByTestId("secret").textContent()) ?? "";
    expect(secret).toMatch(/^lk_live_[0-9A-Za-z]{36}$/);
    await dialog.getByRole("button", { name: "Copy", exact: true }).click();
  });

  await test.step("curl gets 200, and the dialog shows the first request", async () => {
    const first = await curl(me, secret);
    expect(first.status).toBe(200);
    expect(first.headers["request-id"]).toMatch(/^req_/);
    await expect(page.getByText("First request received")).toBeVisible();
    await page.getByRole("button", { name: "Done" }).click();
    await page.reload();
    expect(await page.content()).not.toContain(secret);
  });

  await test.step("the 61st request within a minute gets 429 and Retry-After", async () => {
    for (let request = 2; request <= 60; request++) expect((await curl(me, secret)).status).toBe(200);
    const refused = await curl(me, secret);
    limitedAt = Date.now();
    retryAfterSeconds = Number(refused.headers["retry-after"]);
    expect(refused.status).toBe(429);
    expect(JSON.parse(refused.body).code).toBe("rate_limited");
    expect(retryAfterSeconds).toBeGreaterThan(0);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
  });

  await test.step("the limits can be read while rate limited", async () => {
    const limits = await curl(rateLimits, secret);
    expect(limits.status).toBe(200);
    expect(JSON.parse(limits.body).data).toMatchObject({
      plan: "trial",
      rate_limit: { rpm: 60, used: 60, remaining: 0 },
    });
  });

  await test.step("the usage page shows the refused request", async () => {
    await page.getByRole("link", { name: "Usage" }).click();
    await expect(page.getByRole("heading", { name: "Usage", level: 1 })).toBeVisible();
    await expect(page.getByRole("meter", { name: "Requests in the last minute" })).toHaveAttribute(
      "value",
      "60",
    );
    await page.getByLabel("Group by").selectOption("code");
    const sums = page.getByRole("table", { name: "Requests by error code" });
    await expect(sums.getByRole("row").filter({ hasText: "rate_limited" })).toContainText("100%");
  });

  await test.step("the next request after Retry-After is accepted", async () => {
    await delay(Math.max(0, limitedAt + retryAfterSeconds * 1000 - Date.now()));
    expect((await curl(me, secret)).status).toBe(200);
  });

  await test.step("revoke in the browser: the next request gets 401", async () => {
    await page.getByRole("link", { name: "API keys" }).click();
    await page.getByRole("button", { name: "Actions for ci-pipeline" }).click();
    await page.getByRole("menuitem", { name: "Revoke key" }).click();
    await page.getByRole("alertdialog").getByLabel("Type “ci-pipeline” to confirm").fill("ci-pipeline");
    const answered = page.waitForResponse((response) => response.request().method() === "DELETE");
    await page.getByRole("alertdialog").getByRole("button", { name: "Revoke key" }).click();
    expect((await answered).status()).toBe(200);
    const rejected = await curl(me, secret);
    expect(rejected.status).toBe(401);
    expect(JSON.parse(rejected.body)).toMatchObject({ code: "invalid_api_key", reason: "revoked" });
    await expect(page.getByText("All live keys are revoked")).toBeVisible();
    await expect(page.getByRole("heading", { name: "API keys", level: 1 })).toBeFocused();
    await page.getByLabel("Status").selectOption("revoked");
    await expect(page.getByRole("row").filter({ hasText: "ci-pipeline" })).toContainText("revoked");
  });
});
