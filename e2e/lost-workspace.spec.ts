import { call, newDeveloper, newKey } from "#e2e/api/client.ts";
import { query } from "#e2e/api/store.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { lookAtAll } from "#e2e/look.ts";

test("a page whose workspace the user was removed from says so, and leads to another one", async ({
  page,
  server,
}, testInfo) => {
  const [ada, bob] = [await newDeveloper(server, { name: "Ada" }), await newDeveloper(server)];
  const workspaceOf = async ({ accessToken: token }: typeof ada) =>
    (await call(server, "GET", "/api/v1/me", { token })).body.data.workspace.id;
  const [id, own] = [await workspaceOf(ada), await workspaceOf(bob)];
  await newKey(server, ada, { name: "ci-pipeline" });
  const join =
    "insert into members (workspace_id, user_id, role, created_at) select $1, id, 'developer', created_at from users where email = $2";
  await query(server, join, [id, bob.email]);
  await page.goto("/login");
  await page
    .context()
    .addCookies([{ name: "latchkey-workspace", value: id, url: server.url, sameSite: "Lax" }]);
  await page.getByLabel("Email").fill(bob.email);
  await page.getByLabel("Password", { exact: true }).fill(bob.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByRole("button", { name: "Workspace Ada's workspace" })).toBeVisible();

  const remove =
    "delete from members where workspace_id = $1 and user_id = (select id from users where email = $2)";
  await query(server, remove, [id, bob.email]);
  await page.getByRole("button", { name: "Create key" }).first().click();
  const dialog = page.getByRole("alertdialog", { name: "You no longer have access" });
  await expect(dialog).toContainText("Ada's workspace");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeVisible();
  await lookAtAll(page, "lost workspace", testInfo);
  await dialog.getByRole("button", { name: "Open another workspace" }).click();
  await expect(page.getByRole("button", { name: "Workspace Test Developer's workspace" })).toBeVisible();
  const cookies = await page.context().cookies();
  expect(cookies.some(({ name, value }) => name === "latchkey-workspace" && value !== own)).toBe(false);
});
