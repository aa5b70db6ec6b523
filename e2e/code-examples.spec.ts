import type { Page } from "@playwright/test";
import { newKey } from "#e2e/api/client.ts";
import { expect, hydrated, test } from "#e2e/fixtures.ts";

const LANGUAGES = [".env", "curl", "JavaScript", "Python", "Go", "Rust"];

/** The lines of examples that don't fit. */
const longLines = (page: Page) =>
  page
    .locator("main pre")
    .evaluateAll((examples) =>
      examples.filter((pre) => pre.scrollWidth > pre.clientWidth).map((pre) => pre.textContent),
    );

/** The names in tables that are cut in two. */
const cutNames = (page: Page) =>
  page
    .locator("main td:first-child code")
    .evaluateAll((names) =>
      names
        .filter((name) => !name.textContent.includes(" ") && name.getClientRects().length > 1)
        .map((name) => name.textContent),
    );

test("the pages of the SDKs show code without scrolling on a desk, and whole names on a phone", async ({
  page,
}) => {
  for (const name of ["javascript", "python", "go", "rust", "cli"]) {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`/docs/sdks/${name}`);
    expect.soft(await longLines(page), name).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect.soft(await cutNames(page), name).toEqual([]);
  }
});

test("code in a numbered list doesn't widen the page on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/docs/self-hosting/postgresql");
  await expect(page.locator("ol pre").first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});

test("the list of a page's parts marks the one on screen", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto("/docs/sdks/go#handle-errors");
  await expect(page.locator("nav:visible a:target-current")).toHaveText("Handle errors");
});

test("in the dialog with a secret, nothing moves when another language is chosen, and each example is copied by itself", async ({
  browser,
  server,
  account,
}) => {
  const { storageState, developer } = account;
  const { id } = await newKey(server, developer, { name: "snippets" });
  const context = await browser.newContext({ baseURL: server.url, storageState });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  await page.goto(`/settings/api-keys/${id}`);
  await hydrated(page);
  await page.getByRole("button", { name: "Rotate key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Rotate key" }).click();
  await expect(page.getByTestId("secret")).toBeVisible();
  const places = () =>
    dialog
      .getByRole("tab")
      .or(dialog.getByRole("button", { name: "Done" }))
      .evaluateAll((parts) =>
        parts.map((part) => {
          const { x, y, width } = part.getBoundingClientRect();
          return [x, y, width].map(Math.round).join(" ");
        }),
      );
  const before = await places();
  for (const language of LANGUAGES) {
    await dialog.getByRole("tab", { name: language }).click();
    expect.soft(await places(), language).toEqual(before);
    const copy = dialog.getByRole("button", { name: `Copy ${language} example` });
    await expect(dialog.getByText("Copied to clipboard")).toBeHidden();
    await copy.click();
    await expect(dialog.getByText("Copied to clipboard")).toBeVisible();
    const code = await dialog.getByRole("tabpanel").locator("code").textContent();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
  }
  await context.close();
});
