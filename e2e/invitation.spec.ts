import { newDeveloper } from "#e2e/api/client.ts";
import { invitation, workspaceOf } from "#e2e/api/invitations.ts";
import { expect, test } from "#e2e/fixtures.ts";

const PASSWORD = "a compiler of my own";

test("someone without an account creates one from the invitation and is in the workspace", async ({
  page,
  server,
}) => {
  const { email, link } = await invitation(server);
  await page.goto(link);
  await expect(page.getByText("Ada Lovelace", { exact: true })).toBeVisible();
  await expect(page.getByText("developer", { exact: true })).toBeVisible();
  await page.getByLabel("Name").fill("Grace");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Create account and join" }).click();
  await expect(page.getByLabel("Password", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account and join" }).dblclick();
  await expect(page.getByRole("heading", { name: "You have joined" })).toBeVisible();
  await page.getByRole("button", { name: "Go to your workspace" }).click();
  await expect(page.getByRole("heading", { name: "API keys", level: 1 })).toBeVisible();
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "already been used" })).toBeVisible();
  await page.goto("/settings");
  await page.getByRole("button", { name: "Your account" }).click();
  await expect(page.getByText(email)).toBeVisible();
});

test("someone with an account logs in, comes back and joins with one click", async ({ page, server }) => {
  const grace = await newDeveloper(server);
  const { link, owner, workspaceId } = await invitation(server, grace.email, "admin");
  await page.goto(link);
  await page.getByRole("link", { name: "Log in to accept" }).click();
  await expect(page.getByLabel("Email")).toHaveValue(grace.email);
  await page.getByLabel("Password", { exact: true }).fill(grace.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await page.getByRole("button", { name: "Accept invitation" }).dblclick();
  await expect(page.getByRole("heading", { name: "You have joined" })).toBeVisible();
  expect(await workspaceOf(server, owner)).toBe(workspaceId);
});

test("someone who is logged in with another account logs out and continues", async ({ page, server }) => {
  const other = await newDeveloper(server);
  await page.goto("/login");
  await page.getByLabel("Email").fill(other.email);
  await page.getByLabel("Password", { exact: true }).fill(other.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "API keys", level: 1 })).toBeVisible();
  const { email, link } = await invitation(server);
  await page.goto(link);
  await expect(page.getByText(other.email)).toBeVisible();
  await page.getByRole("button", { name: "Log out and continue" }).click();
  await expect(page.getByRole("button", { name: "Create account and join" })).toBeVisible();
  await expect(page.getByText(email)).toBeVisible();
});
