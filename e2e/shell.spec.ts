import type { Browser, Page } from "@playwright/test";
import { call, newDeveloper, newKey } from "#e2e/api/client.ts";
import { type Account, expect, hydrated, test } from "#e2e/fixtures.ts";
import { tabTo } from "#e2e/keyboard.ts";
import { lookAtAll } from "#e2e/look.ts";
import type { OwnServer } from "#e2e/test-server.ts";

async function open(
  browser: Browser,
  server: OwnServer,
  { storageState }: Account,
  path = "/settings/api-keys",
): Promise<Page> {
  const page = await browser.newPage({ baseURL: server.url, storageState, reducedMotion: "reduce" });
  await page.goto(path);
  await expect(page.getByRole("button", { name: /^Workspace / })).toBeEnabled();
  return page;
}

const heading = (page: Page, name: string) => page.getByRole("heading", { name, level: 1 });
const workspace = (page: Page, name: string) => page.getByRole("button", { name: `Workspace ${name}` });

async function logIn(page: Page, { email, password }: { email: string; password: string }) {
  await page.goto("/login");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(heading(page, "API keys")).toBeVisible();
}

test("the environment is in the URL, and goes with every link", async ({ browser, server, account }) => {
  const page = await open(browser, server, account);
  const live = page.getByRole("radio", { name: "Live" });
  await expect(live).toBeChecked();
  await hydrated(page);
  await tabTo(page, live);
  await page.keyboard.press("ArrowRight", { delay: 100 });
  await expect(page).toHaveURL(/\?environment=test$/);
  for (const name of ["Usage", "API keys"])
    await expect(page.getByRole("link", { name, exact: true })).toHaveAttribute(
      "href",
      /\?environment=test$/,
    );
  await page.reload();
  await expect(page.getByRole("radio", { name: "Test" })).toBeChecked();
  await page.goBack();
  await page.close();
});

test("two tabs with two workspaces stay apart", async ({ page, server }) => {
  const ada = await newDeveloper(server, { name: "Ada" });
  const created = await call(server, "POST", "/api/v1/workspaces", {
    token: ada.accessToken,
    body: { name: "Second" },
  });
  const [first] = (await call(server, "GET", "/api/v1/workspaces", { token: ada.accessToken })).body.data;
  await newKey(server, ada, { name: "key of the first" });
  await logIn(page, ada);
  await expect(page.getByText("key of the first").first()).toBeVisible();

  const tab = await page.context().newPage();
  await tab.goto("/settings/api-keys");
  await workspace(tab, first.name).click();
  await tab.getByRole("menuitem", { name: "Second" }).click();
  await expect(workspace(tab, "Second")).toBeVisible();
  await expect(tab.getByText("key of the first")).toHaveCount(0);

  await page.getByRole("link", { name: "Usage", exact: true }).click();
  await expect(heading(page, "Usage")).toBeVisible();
  await page.getByRole("link", { name: "API keys", exact: true }).click();
  await expect(page.getByText("key of the first").first()).toBeVisible();
  await page.reload();
  await expect(workspace(page, first.name)).toBeVisible();

  await tab.bringToFront();
  await tab.getByRole("link", { name: "Usage", exact: true }).click();
  await tab.getByRole("link", { name: "API keys", exact: true }).click();
  await expect(tab.getByText("No keys yet")).toBeVisible();
  await tab.reload();
  await expect(workspace(tab, "Second")).toBeVisible();
  expect(created.status).toBe(201);
});

test("a chosen workspace opens even if another tab takes the cookie meanwhile", async ({ page, server }) => {
  const ada = await newDeveloper(server, { name: "Ada" });
  const token = ada.accessToken;
  const { id: value, name } = (await call(server, "GET", "/api/v1/workspaces", { token })).body.data[0];
  const second = await call(server, "POST", "/api/v1/workspaces", { token, body: { name: "Second" } });
  expect(second.status).toBe(201);
  await logIn(page, ada);
  await page.route(
    "**/settings/api-keys",
    async (route) => {
      await page.context().addCookies([{ name: "latchkey-workspace", value, url: server.url }]);
      await route.continue();
    },
    { times: 1 },
  );
  await workspace(page, name).click();
  await page.getByRole("menuitem", { name: "Second" }).click();
  await expect(workspace(page, "Second")).toBeVisible();
});

test("a workspace cookie that names no workspace of the user is ignored", async ({ page, server }) => {
  const [ada, eve] = [await newDeveloper(server, { name: "Ada" }), await newDeveloper(server)];
  const nameOf = async ({ accessToken: token }: { accessToken: string }) =>
    (await call(server, "GET", "/api/v1/workspaces", { token })).body.data[0];
  await logIn(page, ada);
  const foreign = (await nameOf(eve)).id;
  for (const value of [foreign, "ws_", "%00", "%F0%9F%92%A5", "'--", "x".repeat(3000)]) {
    await page.context().addCookies([{ name: "latchkey-workspace", value, url: server.url }]);
    const response = await page.goto("/settings/api-keys");
    expect(response?.status(), value).toBe(200);
    await expect(workspace(page, (await nameOf(ada)).name)).toBeVisible();
  }
  await page.evaluate(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: as the page does it
    document.cookie = "latchkey-workspace=; path=/";
  });
  await page.reload();
  await expect(heading(page, "API keys")).toBeVisible();
});

test("the chosen theme is in the server's HTML, and messages follow it", async ({
  browser,
  server,
  account,
}) => {
  const page = await open(browser, server, account);
  await page.emulateMedia({ colorScheme: "light" });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByRole("button", { name: "Your account" }).press("Enter");
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  expect(await background()).not.toBe(light);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Your account" })).toBeFocused();
  await page.context().setOffline(true);
  await page.getByRole("link", { name: "Usage", exact: true }).click();
  await expect(page.locator("[data-sonner-toaster]")).toHaveAttribute("data-sonner-theme", "dark");
  await page.context().setOffline(false);

  const html = await (await page.goto("/settings/usage"))?.text();
  expect(html).toMatch(/<html[^>]*data-theme="dark"/);
  expect(html).toMatch(/<meta name="theme-color" content="#0b1310"\/>/);
  await hydrated(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.getByRole("button", { name: "Your account" }).press("Enter");
  await page.getByRole("menuitemradio", { name: "System" }).click();
  await page.emulateMedia({ colorScheme: "light" });
  await expect.poll(background).toBe(light);
  await page.close();
});

test("the palette opens pages, keys and requests with the keyboard alone", async ({
  browser,
  server,
  account,
}, testInfo) => {
  const page = await open(browser, server, account);
  const palette = page.getByRole("dialog", { name: "Search and commands" });
  const input = palette.getByRole("combobox");
  const switcher = page.getByRole("button", { name: /^Workspace / });
  await tabTo(page, switcher);
  await page.keyboard.press("ControlOrMeta+K");
  await expect(input).toBeFocused();
  await lookAtAll(page, "palette", testInfo);
  await page.keyboard.press("Escape");
  await expect(switcher).toBeFocused();

  await page.keyboard.press("ControlOrMeta+K");
  await input.fill("usag");
  await page.keyboard.press("Enter");
  await expect(heading(page, "Usage")).toBeVisible();

  // The server finds it by its hint, which the palette's own search would not.
  const key = await newKey(server, account.developer, { name: "nightly", environment: "test" });
  const hintEnd = key.secret.slice(-4);
  await page.keyboard.press("ControlOrMeta+K");
  await input.fill(hintEnd);
  await expect(palette.getByRole("option", { name: /nightly/ })).toHaveAttribute("aria-selected", "true");
  await lookAtAll(page, "palette with a key", testInfo);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/settings/api-keys/${key.id}\\?environment=test$`));

  await page.goto("/settings/api-keys");
  await page.keyboard.press("ControlOrMeta+K");
  await input.fill(`req_${"a".repeat(25)}`);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/settings\/requests\/req_a{25}$/);
  await page.close();
});

test("the palette doesn't say that nothing was found when it can't search, and not over a dialog", async ({
  browser,
  server,
  account,
}) => {
  const page = await open(browser, server, account);
  await page.route("**/api/v1/keys?*q=*", (route) => route.abort());
  await page.keyboard.press("ControlOrMeta+K");
  const palette = page.getByRole("dialog", { name: "Search and commands" });
  await palette.getByRole("combobox").fill("zzzz");
  await expect(palette.getByRole("alert")).toContainText("Couldn't search the keys. Can't reach the server.");
  await expect(palette.getByText("Nothing found.")).toHaveCount(0);
  await page.unroute("**/api/v1/keys?*q=*");
  await palette.getByRole("combobox").fill("zzzy");
  await expect(palette.getByText("Nothing found.")).toBeVisible();
  await page.keyboard.press("ControlOrMeta+K");
  await expect(palette).toHaveCount(0);

  await page.getByRole("button", { name: /^Workspace / }).press("Enter");
  await page.getByRole("menuitem", { name: "Create workspace" }).press("Enter");
  await page.keyboard.press("ControlOrMeta+K");
  await expect(page.getByRole("dialog")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: /^Workspace / })).toBeFocused();
  await page.close();
});

test("the header is reached with Tab in its order, also on a phone", async ({ browser, server, account }) => {
  const page = await open(browser, server, account);
  await page.setViewportSize({ width: 375, height: 700 });
  await page.goto("/settings/usage");
  await expect(page.getByRole("button", { name: /^Workspace / })).toBeEnabled();
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const { left, right } = element.getBoundingClientRect();
      return {
        name: element.getAttribute("aria-label") ?? (element.closest("label") ?? element).textContent,
        // Edges are fractions of a pixel.
        seen: left > -1 && right < innerWidth + 1,
      };
    });
  const names: string[] = [];
  for (let i = 0; i < 11; i++) {
    await page.keyboard.press("Tab");
    const { name, seen } = await focused();
    expect(seen, name ?? "").toBe(true);
    names.push(name ?? "");
  }
  expect(names).toEqual([
    "Skip to content",
    expect.stringMatching(/^Latchkey/),
    expect.stringMatching(/^Workspace /),
    "Live",
    "Search and commands",
    "Your account",
    "API keys",
    "Usage",
    "Requests",
    "Workspace",
    "Account",
  ]);
  await page.goto("/settings/usage");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await page.close();
});
