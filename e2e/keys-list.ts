import type { Browser, Page } from "@playwright/test";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { expect, hydrated } from "#e2e/fixtures.ts";
import type { OwnServer } from "#e2e/test-server.ts";

/** The list of a developer who has these keys, in a browser of their own. */
export async function openKeys(
  browser: Browser,
  server: OwnServer,
  names: string[],
  path = "/settings/api-keys",
) {
  const developer = await newDeveloper(server);
  const keys = [];
  for (const name of names) keys.push(await newKey(server, developer, { name, scopes: ["data:read"] }));
  const page = await browser.newPage({ baseURL: server.url });
  await page.goto(`/login?next=${encodeURIComponent(path)}`);
  await page.getByLabel("Email").fill(developer.email);
  await page.getByLabel("Password", { exact: true }).fill(developer.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "API keys", level: 1 })).toBeVisible();
  await hydrated(page);
  return { page, developer, keys };
}

export const rowOf = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

/** The keys of a developer as the server has them, such as "ci active". */
export async function keysOf(server: OwnServer, { accessToken: token }: Developer): Promise<string[]> {
  const { body } = await call(server, "GET", "/api/v1/keys?sort=name", { token });
  return body.data.map(({ name, status }: { name: string; status: string }) => `${name} ${status}`);
}
