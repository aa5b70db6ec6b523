import { call, newDeveloper } from "#e2e/api/client.ts";
import { expect, test } from "#e2e/fixtures.ts";

test("a user without a workspace is asked to create one in the browser, and goes on from there", async ({
  page,
  server,
}) => {
  const ada = await newDeveloper(server);
  const token = ada.accessToken;
  const [workspace] = (await call(server, "GET", "/api/v1/workspaces", { token })).body.data;
  const path = `/api/v1/workspaces/${workspace.id}?confirm=${encodeURIComponent(workspace.name)}`;
  expect((await call(server, "DELETE", path, { token })).status).toBe(204);

  await page.goto("/settings/api-keys");
  await page.getByLabel("Email").fill(ada.email);
  await page.getByLabel("Password", { exact: true }).fill(ada.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Create a workspace", level: 1 })).toBeVisible();
  await expect(page.getByText(ada.email)).toBeVisible();
  for (const elsewhere of ["/settings", "/settings/usage"]) {
    await page.goto(elsewhere);
    await expect(page.getByRole("heading", { name: "Create a workspace", level: 1 })).toBeVisible();
  }
  await page.getByRole("link", { name: "Account settings" }).click();
  await expect(page.getByRole("heading", { name: "Account", level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByText("Name saved")).toBeVisible();
  await page.goto("/new-workspace");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.getByText("Can't be empty")).toBeVisible();
  await page.getByLabel("Name").fill("Second try");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.getByRole("heading", { name: "API keys", level: 1 })).toBeVisible();
  await expect(page.getByText("Second try")).toBeVisible();
  await page.goto("/new-workspace");
  await expect(page).toHaveURL(/\/settings\/api-keys$/);
});

test("a stranger at that page is asked to log in", async ({ page }) => {
  await page.goto("/new-workspace");
  await expect(page).toHaveURL(/\/login\?next=%2Fnew-workspace$/);
});
