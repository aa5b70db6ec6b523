import { newOperator, operate } from "#e2e/api/operators.ts";
import { newPerson } from "#e2e/api/people.ts";
import { expect, test } from "#e2e/fixtures.ts";

test("a user whom an operator has created chooses a password and logs in; the link works once", async ({
  page,
  server,
}) => {
  const { email, password } = newPerson();
  await operate(server, await newOperator(server), "POST", "users", { email });
  const link = (await server.mailbox.next(email)).links[0]!;
  // Mail scanners open links, too.
  await page.request.get(link);
  await page.goto(link);
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByRole("heading", { name: "Password set" })).toBeVisible();
  await page.getByRole("link", { name: "Log in" }).click();
  await expect(page.getByLabel("Email")).toHaveValue(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "API keys", level: 1 })).toBeVisible();
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "This link no longer works" })).toBeVisible();
});
