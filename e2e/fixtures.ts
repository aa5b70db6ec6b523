import {
  type Browser,
  type BrowserContextOptions,
  test as base,
  expect as baseExpect,
  type Page,
} from "@playwright/test";
import { type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";

type StorageState = Exclude<BrowserContextOptions["storageState"], string | undefined>;

/** A developer with a few keys, and the cookies of a browser where they are logged in. */
export interface Account {
  developer: Developer;
  storageState: StorageState;
}

/** Playwright's `test` with one server on an empty SQLite database for all specs of a worker. */
export const test = base.extend<{ baseURL: string }, { server: OwnServer; account: Account }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from this pattern
    async ({}, use) => {
      const server = await startTestServer({
        dialect: "sqlite",
        env: { TRUSTED_PROXIES: "127.0.0.1,::1" },
        // Several start at once, so the first page would take long.
        waitForPages: true,
      });
      await use(server);
      await server.end();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  account: [
    async ({ server, browser }, use) => {
      const developer = await newDeveloper(server);
      await newKey(server, developer, { name: "ci-pipeline", scopes: ["data:read"] });
      await newKey(server, developer, {
        name: "a job with a name that is much too long for a narrow column",
      });
      await newKey(server, developer, { name: "staging", environment: "test", expires_at: inDays(3) });
      await use({ developer, storageState: await logIn(server, browser, developer) });
    },
    { scope: "worker", timeout: 60_000 },
  ],
  baseURL: async ({ server }, use) => use(server.url),
});

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

/** The cookies of a browser where a developer logs in. */
export async function logIn(
  server: OwnServer,
  browser: Browser,
  { email, password }: Developer,
): Promise<StorageState> {
  const page = await browser.newPage({ baseURL: server.url });
  await page.goto("/login");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await page.getByRole("heading", { name: "API keys", level: 1 }).waitFor();
  const storageState = await page.context().storageState();
  await page.close();
  return storageState;
}

/**
 * Waits until a page of the dashboard handles events. Keys that are pressed before are lost. Not by role: behind an open
 * dialog, the button has none.
 */
export const hydrated = (page: Page) => baseExpect(page.getByLabel("Your account")).toBeEnabled();

export { expect } from "@playwright/test";
