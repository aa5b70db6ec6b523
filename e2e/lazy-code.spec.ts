import { setTimeout as delay } from "node:timers/promises";
import type { Browser, Page } from "@playwright/test";
import { newDeveloper, newKey } from "#e2e/api/client.ts";
import { expect, hydrated, logIn, test } from "#e2e/fixtures.ts";
import type { OwnServer } from "#e2e/test-server.ts";

// Dialogs, menus and messages aren't part of what a page loads first.

/** Each with the buttons and menu items to click, one after the other. */
const OPENED: [page: string, ...clicks: string[]][] = [
  ["api-keys", "Search and commands"],
  ["api-keys", "Create key"],
  ["api-keys", "Actions for one", "Revoke key"],
  ["api-keys", "Your account"],
  ["api-keys", /* the switcher */ "Workspace", "Create workspace"],
  ["api-keys/{key}", "Edit"],
  ["api-keys/{key}", "Rotate"],
  ["requests", "Key: Any key"],
  ["workspace", "Delete workspace"],
  ["workspace/members", "Invite member"],
  ["workspace/scopes", "Create scope"],
  ["account", "Log out everywhere"],
  ["account", "Delete account"],
];

async function open(browser: Browser, server: OwnServer) {
  const ada = await newDeveloper(server);
  const { id } = await newKey(server, ada, { name: "one" });
  const storageState = await logIn(server, browser, ada);
  const page = await browser.newPage({ baseURL: server.url, storageState, reducedMotion: "reduce" });
  return { page, id };
}

const failed = (page: Page) => page.getByRole("dialog", { name: "This didn't load" });
const palette = (page: Page) => page.getByRole("dialog", { name: "Search and commands" });
const search = (page: Page) => page.getByRole("button", { name: "Search and commands" });

/** Waits for what a page loads when it is idle: until nothing has come for two seconds. */
async function allLoaded(page: Page): Promise<void> {
  const loaded = () =>
    page.evaluate(
      () => performance.getEntriesByType("resource").filter(({ name }) => name.includes("/_next/")).length,
    );
  for (let before = -1, now = 0; now > before; ) {
    before = await loaded();
    await delay(2000);
    now = await loaded();
  }
}

test("everything opens when the network was cut before it was opened first", async ({ browser, server }) => {
  const { page, id } = await open(browser, server);
  let current = "";
  for (const [path, ...clicks] of OPENED) {
    if (path !== current) {
      await page.context().setOffline(false);
      await page.goto(`/settings/${path.replace("{key}", id)}`);
      await hydrated(page);
      await allLoaded(page);
      await page.context().setOffline(true);
      current = path;
    }
    for (const name of clicks) {
      const clicked = page
        .getByRole("button", { name: new RegExp(`^${name}`) })
        .or(page.getByRole("menuitem", { name }));
      await clicked.first().click();
    }
    await expect(page.locator("[role=dialog], [role=alertdialog], [role=menu]").last(), path).toBeVisible();
    await expect(failed(page), clicks.join()).toHaveCount(0);
    await page.keyboard.press("Escape");
  }
  await page.close();
});

test("what can't be loaded says so, and opens when the connection is back", async ({ browser, server }) => {
  const { page } = await open(browser, server);
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0;
  });
  await page.goto("/settings/api-keys");
  await hydrated(page);
  await page.context().setOffline(true);
  await search(page).click();
  await expect(failed(page)).toContainText("Check your connection and try again.");
  await page.getByRole("button", { name: "Close" }).click();
  await expect(failed(page)).toHaveCount(0);
  await expect(search(page)).toBeFocused();
  // Messages need code, too, but must not be lost.
  await page.getByRole("link", { name: "Usage", exact: true }).click();
  await expect(page.getByText("You're offline", { exact: true })).toBeVisible();
  await search(page).click();
  await expect(failed(page)).toBeVisible();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(failed(page)).toBeVisible();
  await page.context().setOffline(false);
  await expect(palette(page)).toBeVisible();
  await page.close();
});

test("after an update of the server, what is gone asks for a reload", async ({ browser, server }) => {
  const { page } = await open(browser, server);
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0;
  });
  await page.goto("/settings/api-keys");
  await hydrated(page);
  await page.route("**/_next/static/chunks/**", (route) => route.fulfill({ status: 404 }));
  await page.getByRole("button", { name: "Create key" }).first().click();
  const gone = page.getByRole("dialog", { name: "This site was updated" });
  await expect(gone).toBeVisible();
  await page.unrouteAll();
  await gone.getByRole("button", { name: "Reload page" }).click();
  await expect(page.getByRole("dialog", { name: "Create key" })).toBeVisible();
  await page.close();
});
