import type { Page } from "@playwright/test";
import { call, newDeveloper } from "#e2e/api/client.ts";
import { invitation } from "#e2e/api/invitations.ts";
import { newOperator, operate } from "#e2e/api/operators.ts";
import { query } from "#e2e/api/store.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { lookAtAll } from "#e2e/look.ts";

const LONG_NAME = "Department of Interplanetary Logistics and Warehouse Automation, Div. 7";

async function logIn(page: Page, { email, password }: { email: string; password: string }) {
  await page.goto("/login");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByRole("heading", { name: /API keys|Create a workspace/, level: 1 })).toBeVisible();
}
const heading = (page: Page, name: string) => page.getByRole("heading", { name, level: 1 });

test("an invitation says what became of it, in every state and with long names", async ({
  page,
  server,
}, testInfo) => {
  test.setTimeout(180_000);
  const owner = await newDeveloper(server, { name: LONG_NAME });
  const grace = await newDeveloper(server);
  await logIn(page, grace);

  const used = await invitation(server, grace.email, "developer", owner);
  const path = `/api/v1/workspaces/${used.workspaceId}`;
  const token = owner.accessToken;
  expect((await call(server, "PATCH", path, { token, body: { name: LONG_NAME } })).status).toBe(200);
  await page.goto(used.link);
  await expect(page.getByRole("button", { name: "Accept invitation" })).toBeVisible();
  await lookAtAll(page, "the right account", testInfo);
  await page.getByRole("button", { name: "Accept invitation" }).click();
  await expect(heading(page, "You have joined")).toBeFocused();
  await lookAtAll(page, "joined", testInfo);
  await page.goto(used.link);
  await expect(heading(page, "This invitation has already been used")).toBeVisible();
  await lookAtAll(page, "used", testInfo);

  const withdrawn = await invitation(server, undefined, "developer", owner);
  await call(server, "DELETE", `${path}/invitations/${withdrawn.id}`, { token });
  await page.goto(withdrawn.link);
  await expect(heading(page, "This invitation no longer works")).toBeVisible();
  await lookAtAll(page, "withdrawn", testInfo);

  const member = await invitation(server, (await newDeveloper(server)).email, "developer", owner);
  await query(server, "update invitations set email = $1 where id = $2", [grace.email, member.id]);
  await page.goto(member.link);
  await expect(heading(page, "You're already a member")).toBeVisible();
  await expect(page.getByText(`You are a developer in ${LONG_NAME}`)).toBeVisible();
  await lookAtAll(page, "a member already", testInfo);

  const suspended = await invitation(server, grace.email);
  const operator = await newOperator(server);
  await operate(server, operator, "PATCH", `workspaces/${suspended.workspaceId}`, { suspended: true });
  await page.goto(suspended.link);
  await page.getByRole("button", { name: "Accept invitation" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("This workspace is suspended");
  await lookAtAll(page, "suspended", testInfo);
});

test("creating a workspace reports errors, and its page looks right", async ({ page, server }, testInfo) => {
  const ada = await newDeveloper(server);
  const token = ada.accessToken;
  const [workspace] = (await call(server, "GET", "/api/v1/workspaces", { token })).body.data;
  const path = `/api/v1/workspaces/${workspace.id}?confirm=${encodeURIComponent(workspace.name)}`;
  expect((await call(server, "DELETE", path, { token })).status).toBe(204);
  await logIn(page, ada);
  await lookAtAll(page, "empty", testInfo);
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.getByLabel("Name")).toBeFocused();
  await lookAtAll(page, "invalid", testInfo);
  await page.getByLabel("Name").fill(LONG_NAME);
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.getByRole("alert").getByText("Can't reach the server.")).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue(LONG_NAME);
});

test("a page that fails says so, and loads with a click once it can", async ({ page, server }, testInfo) => {
  await query(server, "alter table codes rename to codes_elsewhere");
  await page.goto("/verify?token=unknown");
  await expect(heading(page, "This page didn't load")).toBeVisible();
  await lookAtAll(page, "error", testInfo);
  await query(server, "alter table codes_elsewhere rename to codes");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(heading(page, "This link no longer works")).toBeVisible();
});
