import { newDeveloper, newKey } from "#e2e/api/client.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { listen, lookAtAll } from "#e2e/look.ts";

test("a page is found and opened with the keyboard", async ({ page }) => {
  const errors = listen(page);
  await page.goto("/docs/quickstart");
  await expect(page.getByRole("button", { name: "Search the docs" })).toBeEnabled();
  await page.keyboard.press("/");
  await page.getByPlaceholder("A word, or an error code").fill("rate_limited");
  await expect(page.getByRole("option").first()).toContainText("rate_limited");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/docs/errors/rate_limited");
  await expect(page.getByRole("heading", { name: "Rate limited", level: 1 })).toBeVisible();

  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("A word, or an error code").fill("retry-after");
  await expect(page.getByRole("option", { name: "At the limit" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  expect(errors).toEqual([]);
});

test("pages of the documentation can be read in every look", async ({ page }, testInfo) => {
  const errors = listen(page);
  for (const name of [
    "",
    "/quickstart",
    "/rate-limits",
    "/sdks/javascript",
    "/sdks/cli",
    "/errors/forbidden",
  ]) {
    await page.goto(`/docs${name}`);
    await expect(page.getByRole("button", { name: "Search the docs" })).toBeEnabled();
    await lookAtAll(page, `docs${name}`, testInfo);
  }
  expect(errors).toEqual([]);
});

test("the API reference only talks to this site, and sends a request with a key", async ({
  page,
  server,
}) => {
  const errors = listen(page);
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== server.url && !request.url().startsWith("data:"))
      elsewhere.push(request.url());
  });
  const { secret } = await newKey(server, await newDeveloper(server));
  await page.goto("/docs/reference#tag/accounts/GET/api/v1/me");
  await page.getByLabel("Value").first().fill(secret);
  await page.getByRole("button", { name: /Test Request.*get \/api\/v1\/me\)/i }).click();
  const answered = page.waitForResponse((response) => response.url() === `${server.url}/api/v1/me`);
  await page.getByRole("button", { name: /^Send/ }).first().click();
  const answer = await answered;
  expect([answer.status(), (await answer.request().allHeaders())["x-api-key"]]).toEqual([200, secret]);
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain(secret);
  expect(elsewhere).toEqual([]);
  expect(errors).toEqual([]);
});

test("the API reference sends a request with the browser's login, without a key", async ({
  browser,
  server,
  account,
}) => {
  const context = await browser.newContext({ baseURL: server.url, storageState: account.storageState });
  const page = await context.newPage();
  const errors = listen(page);
  await page.goto("/docs/reference#tag/accounts/GET/api/v1/me");
  await expect(page.getByText("Requests are sent with your login")).toBeVisible();
  await page.getByRole("button", { name: /Test Request.*get \/api\/v1\/me\)/i }).click();
  const answered = page.waitForResponse((response) => response.url() === `${server.url}/api/v1/me`);
  await page.getByRole("button", { name: /^Send/ }).first().click();
  const answer = await answered;
  const sent = await answer.request().allHeaders();
  expect([sent["x-api-key"], sent.authorization]).toEqual([undefined, undefined]);
  expect(answer.status()).toBe(200);
  expect((await answer.json()).data.actor).toMatchObject({ type: "user" });
  expect(errors).toEqual([]);
  await context.close();
});
