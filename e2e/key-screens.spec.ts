import type { Page } from "@playwright/test";
import { call, newKey } from "#e2e/api/client.ts";
import { type Account, expect, test } from "#e2e/fixtures.ts";
import { listen, lookAtAll } from "#e2e/look.ts";
import type { OwnServer } from "#e2e/test-server.ts";

test.use({ storageState: async ({ account }, use) => use(account.storageState) });

interface Screen {
  name: string;
  path: (server: OwnServer, account: Account) => Promise<string>;
  open?: (page: Page) => Promise<void>;
  expectedErrors?: RegExp;
}

const LONG =
  "a job with a name that is much too long for a narrow column, and with_one_word_that_never_breaks";
const pathOf = ({ id }: { id: string }) => `/settings/api-keys/${id}`;

async function plainKey(server: OwnServer, { developer }: Account) {
  return pathOf(await newKey(server, developer, { name: "nightly-report" }));
}

async function fullKey(server: OwnServer, { developer }: Account) {
  const token = developer.accessToken;
  const key = await newKey(server, developer, {
    name: LONG,
    scopes: ["data:read", "data:write", "usage:read"],
    rate_limit: { requests: 30, window_seconds: 60 },
    expires_at: new Date(Date.now() + 3 * 86_400_000).toISOString(),
    external_id: "cus_8842",
    metadata: { team: "billing", contact: { email: "oncall@example.test" } },
  });
  for (let i = 0; i < 5; i++) await call(server, "GET", "/api/v1/me", { key: key.secret });
  const rotation = { token, body: { overlap_seconds: 86_400 } };
  expect((await call(server, "POST", `/api/v1/keys/${key.id}/rotate`, rotation)).status).toBe(200);
  await call(server, "GET", "/api/v1/workspaces", { key: key.secret });
  return pathOf(key);
}

async function revokedKey(server: OwnServer, { developer }: Account) {
  const key = await newKey(server, developer, { name: "old-importer" });
  await call(server, "DELETE", `/api/v1/keys/${key.id}`, { token: developer.accessToken });
  return pathOf(key);
}

async function openDialog(page: Page, name: string) {
  await page.getByRole("button", { name }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
}

async function submitBadEdit(page: Page) {
  await openDialog(page, "Edit key");
  await page.getByLabel("Name").fill("n".repeat(101));
  await page.getByLabel("Set a limit for this key").check();
  await page.getByLabel("Requests", { exact: true }).fill("61");
  await page.getByText("Advanced").click();
  await page.getByLabel("Metadata").fill("{ team");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("This isn't valid JSON.")).toBeVisible();
}

async function openMenu(page: Page, name: string) {
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
}

const SCREENS: Screen[] = [
  { name: "a key during a rotation, with everything", path: fullKey },
  { name: "a key without anything", path: plainKey },
  { name: "a revoked key", path: revokedKey },
  { name: "edit key, errors", path: plainKey, open: submitBadEdit },
  { name: "rotate key", path: plainKey, open: (page) => openDialog(page, "Rotate key") },
  { name: "end overlap", path: fullKey, open: openEndOverlap },
  { name: "disable key", path: plainKey, open: (page) => openMenu(page, "Disable key") },
  { name: "revoke key", path: plainKey, open: (page) => openMenu(page, "Revoke key") },
  {
    name: "key not found",
    path: async () => "/settings/api-keys/key_0000000000000000000000000",
    expectedErrors: /status of 404/,
  },
];

async function openEndOverlap(page: Page) {
  await page.getByRole("button", { name: "End overlap now" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
}

for (const { name, path, open, expectedErrors } of SCREENS) {
  test(name, async ({ page, server, account }, testInfo) => {
    const errors = listen(page);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.goto(await path(server, account));
    await page.waitForLoadState("networkidle");
    await open?.(page);
    await lookAtAll(page, "", testInfo);
    expect(errors.filter((text) => !expectedErrors?.test(text))).toEqual([]);
  });
}
