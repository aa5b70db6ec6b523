import type { Page } from "@playwright/test";
import { call } from "#e2e/api/client.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { pressOn, tabTo } from "#e2e/keyboard.ts";
import { keysOf, openKeys, rowOf } from "#e2e/keys-list.ts";

test("several keys are disabled and then revoked with the keyboard alone", async ({ browser, server }) => {
  const { page, developer } = await openKeys(browser, server, ["one", "two", "three"]);
  const bar = page.getByRole("region", { name: "Selected keys" });
  const dialog = page.getByRole("alertdialog");
  await pressOn(page, page.getByLabel("Select one"), "Space");
  await tabTo(page, page.getByLabel("Select two"), "Shift+Tab");
  await page.keyboard.press("Space");
  await expect(page.getByText("2 keys selected")).toBeVisible();
  await tabTo(page, bar.getByRole("button", { name: "Disable keys" }), "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alertdialog", { name: "Disable 2 keys?" })).toBeVisible();
  await pressOn(page, dialog.getByRole("button", { name: "Disable keys" }));
  await expect(page.getByText("2 keys are disabled")).toBeVisible();
  await expect(rowOf(page, "two")).toContainText("disabled");
  await expect(page.getByRole("heading", { name: "API keys", level: 1 })).toBeFocused();

  await pressOn(page, page.getByLabel("Select all keys shown"), "Space");
  await tabTo(page, bar.getByRole("button", { name: "Revoke keys" }), "Shift+Tab");
  await page.keyboard.press("Enter");
  await tabTo(page, dialog.getByLabel("Type “revoke 3 keys” to confirm"));
  await page.keyboard.type("revoke 3");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Type “revoke 3 keys” to confirm.")).toBeVisible();
  await page.keyboard.type(" keys");
  await page.keyboard.press("Enter");
  await expect(page.getByText("All live keys are revoked")).toBeVisible();
  expect(await keysOf(server, developer)).toEqual(["one revoked", "three revoked", "two revoked"]);
  await pressOn(page, page.getByRole("button", { name: "Show revoked keys" }));
  await expect(page.getByRole("row")).toHaveCount(4);
  await page.close();
});

test("a key is created, rotated and revoked from the list with the keyboard alone", async ({
  browser,
  server,
}) => {
  const { page } = await openKeys(browser, server, []);
  const dialog = page.getByRole("dialog");
  await pressOn(page, page.getByRole("button", { name: "Create your first key" }));
  await tabTo(page, dialog.getByLabel("Name"));
  await page.keyboard.type("by-hand");
  await tabTo(page, dialog.getByRole("radio", { name: "No scopes" }));
  await page.keyboard.press("ArrowRight", { delay: 100 });
  await expect(dialog.getByRole("radio", { name: "Read", exact: true })).toBeChecked();
  await pressOn(page, dialog.getByRole("button", { name: "Create key" }));
  const secret = async () => (await page.getByTestId("secret").textContent()) ?? "";
  const first = await secret();
  await leaveSecret(page);

  await pressOn(page, page.getByRole("button", { name: "Actions for by-hand" }));
  await choose(page, "Rotate key");
  await expect(dialog.getByRole("radio", { name: "24 hours" })).toBeFocused();
  await pressOn(page, dialog.getByRole("button", { name: "Rotate key" }));
  await expect(page.getByRole("heading", { name: "Key rotated" })).toBeVisible();
  const second = await secret();
  await leaveSecret(page);
  await expect(page.getByRole("button", { name: "Actions for by-hand" })).toBeFocused();
  for (const key of [first, second]) await call(server, "GET", "/api/v1/me", { key });

  await page.keyboard.press("Enter");
  await choose(page, "Revoke key");
  const confirmation = page.getByRole("alertdialog");
  await expect(confirmation.getByLabel("Type “by-hand” to confirm")).toBeFocused();
  await expect(confirmation).toContainText("Requests in the last 24 hours2");
  await page.keyboard.type("by-hand");
  await page.keyboard.press("Enter");
  await expect(page.getByText("All live keys are revoked")).toBeVisible();
  await expect(page.getByRole("heading", { name: "API keys", level: 1 })).toBeFocused();
  expect((await call(server, "GET", "/api/v1/me", { key: second })).status).toBe(401);
  await page.close();
});

/** Closes the dialog with a secret that nobody has saved. */
async function leaveSecret(page: Page) {
  await page.keyboard.press("Escape");
  await pressOn(page, page.getByRole("button", { name: "Close without saving" }));
}

/** Goes down an open menu to the item, and chooses it. */
async function choose(page: Page, name: string) {
  const item = page.getByRole("menuitem", { name });
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  while (!(await item.evaluate((element) => element === document.activeElement)))
    await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
}
