import { call, newDeveloper } from "#e2e/api/client.ts";
import { mailedToken, newPerson } from "#e2e/api/people.ts";
import { axeViolations } from "#e2e/axe.ts";
import { expect, test } from "#e2e/fixtures.ts";

test("the link in the email changes the email with a click, and only with a click", async ({
  page,
  server,
}, testInfo) => {
  const ada = await newDeveloper(server);
  const { email } = newPerson();
  const token = ada.accessToken;
  const body = { new_email: email, password: ada.password };
  expect((await call(server, "POST", "/api/v1/me/email", { token, body })).status).toBe(202);
  const link = `/confirm-email?token=${await mailedToken(server, email, /Confirm/)}`;
  const current = async () => (await call(server, "GET", "/api/v1/me", { token })).body.data.actor.email;

  await page.goto(link);
  await expect(page.getByText(email)).toBeVisible();
  expect(await current()).toBe(ada.email);
  expect(await axeViolations(page)).toEqual([]);
  await page.screenshot({ path: testInfo.outputPath("confirm.png") });
  await page.getByRole("button", { name: "Confirm email" }).dblclick();
  await expect(page.getByRole("heading", { name: "Email changed" })).toBeVisible();
  await page.screenshot({ path: testInfo.outputPath("changed.png") });
  expect(await current()).toBe(email);

  await page.goto(link);
  await expect(page.getByRole("heading", { name: "This link has already been used" })).toBeVisible();
  await page.goto("/confirm-email?token=unknown");
  await expect(page.getByRole("heading", { name: "This link no longer works" })).toBeVisible();
  await page.setViewportSize({ width: 360, height: 640 });
  await page.goto("/confirm-email");
  await expect(page.getByRole("heading", { name: "This link is incomplete" })).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  await page.screenshot({ path: testInfo.outputPath("incomplete.png") });
});
