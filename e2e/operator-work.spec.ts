import type { Browser, Page } from "@playwright/test";
import { call, newDeveloper, newKey } from "#e2e/api/client.ts";
import { newOperator, operate, userIdOf } from "#e2e/api/operators.ts";
import { query } from "#e2e/api/store.ts";
import { expect, hydrated, logIn, test } from "#e2e/fixtures.ts";
import type { OwnServer } from "#e2e/test-server.ts";

/** The desk, as a new operator sees it. */
async function openDesk(browser: Browser, server: OwnServer): Promise<Page> {
  const storageState = await logIn(server, browser, await newOperator(server));
  return browser.newPage({ baseURL: server.url, storageState, reducedMotion: "reduce" });
}

test("a service's credential is rotated with an overlap, which is ended", async ({ browser, server }) => {
  const operator = await newOperator(server);
  const key = await newKey(server, await newDeveloper(server));
  const created = await operate(server, operator, "POST", "services", { name: "rotated-gateway" });
  const first = created.body.data.secret;
  const verify = async (token: string) =>
    (await call(server, "POST", "/api/v1/keys/verify", { token, body: { key: key.secret } })).status;
  const page = await openDesk(browser, server);
  await page.goto("/operator/services");
  await hydrated(page);
  await page.getByRole("button", { name: "Rotate service rotated-gateway" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Rotate service" }).click();
  const second = (await dialog.getByTestId("secret").textContent())!;
  await page.keyboard.press("Escape");
  await dialog.getByRole("button", { name: "Close without saving" }).click();
  expect([await verify(first), await verify(second)]).toEqual([200, 200]);
  await page.getByRole("button", { name: "End the overlap of rotated-gateway" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "End overlap" }).click();
  await expect(page.getByText("The previous secret stops working")).toHaveCount(0);
  expect([await verify(first), await verify(second)]).toEqual([401, 200]);
  await page.close();
});

test("one session of a user is ended, and the others go on", async ({ browser, server }) => {
  const ada = await newDeveloper(server);
  const again = await call(server, "POST", "/api/v1/auth/login", {
    body: { email: ada.email, password: ada.password },
    headers: { "user-agent": "curl/8.5.0" },
  });
  const token = again.body.data.access_token;
  const page = await openDesk(browser, server);
  await page.goto(`/operator/users/${await userIdOf(server, ada)}`);
  await hydrated(page);
  await page.getByRole("button", { name: /^End session: curl 8.5.0/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "End session" }).click();
  await expect(page.getByRole("button", { name: /^End session: curl 8.5.0/ })).toHaveCount(0);
  const status = async (sent: string) => (await call(server, "GET", "/api/v1/me", { token: sent })).status;
  expect([await status(token), await status(ada.accessToken)]).toEqual([401, 200]);
  await page.close();
});

test("a failed email is sent now", async ({ browser, server }) => {
  const ada = await newDeveloper(server);
  const [now, late] = [Date.now(), Date.now() + 3_600_000];
  await query(
    server,
    `insert into mails (id, kind, user_id, created_at, attempts, last_error, due_at, turn)
     values ($1, 'reset_password', $2, $3, 3, '451 try later', $4, 0)`,
    [`mail_${String(now).padStart(25, "0")}`, await userIdOf(server, ada), now, late],
  );
  const page = await openDesk(browser, server);
  await page.goto("/operator/mail?failed=true");
  await hydrated(page);
  await page.getByRole("button", { name: new RegExp(`^Retry: .*${ada.email}`) }).click();
  const { subject } = await server.mailbox.next(ada.email, { subject: /password/i });
  expect(subject).toBeTruthy();
  await expect(page.getByText(ada.email)).toHaveCount(0);
  await page.close();
});

test("the audit log is verified in the desk", async ({ browser, server }) => {
  const page = await openDesk(browser, server);
  await page.goto("/operator/audit-log");
  await hydrated(page);
  await expect(page.getByText("Head of the installation's chain")).toBeVisible();
  await page.getByRole("button", { name: "Verify all chains" }).click();
  await expect(page.getByText(/^All chains are intact: /)).toBeVisible({ timeout: 30_000 });
  await page.close();
});

test("a plan request that was replaced while its dialog was open isn't declined", async ({
  browser,
  server,
}) => {
  const ada = await newDeveloper(server);
  const asAda = { token: ada.accessToken };
  const { id } = (await call(server, "GET", "/api/v1/me", asAda)).body.data.workspace;
  const ask = (plan: string, note: string) =>
    call(server, "POST", `/api/v1/workspaces/${id}/plan-requests`, { ...asAda, body: { plan, note } });
  await ask("starter", "The first wish");
  const page = await openDesk(browser, server);
  await page.goto(`/operator/workspaces/${id}`);
  await hydrated(page);
  await page.getByRole("button", { name: "Decline request" }).click();
  await ask("pro", "The second wish");
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("button", { name: "Decline request" }).click();
  await expect(dialog.getByText(/has asked for another plan since/)).toBeVisible();
  await page.keyboard.press("Escape");
  await page.reload();
  await expect(page.getByText("They ask for the Pro plan")).toBeVisible();
  await hydrated(page);
  await page.getByRole("button", { name: "Decline request" }).click();
  await dialog.getByRole("button", { name: "Decline request" }).click();
  await expect(page.getByText("They ask for the Pro plan")).toHaveCount(0);
  await page.close();
});
