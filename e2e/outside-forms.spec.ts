import type { Page, Route } from "@playwright/test";
import { newDeveloper } from "#e2e/api/client.ts";
import { invitation } from "#e2e/api/invitations.ts";
import { account, newPerson } from "#e2e/api/people.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { lookAtAll } from "#e2e/look.ts";
import type { OwnServer } from "#e2e/test-server.ts";

const LONG_EMAIL = `${"long-name.".repeat(6)}x@${"engineering.".repeat(4)}example.test`;

/** A form of a page that needs no session, with what to enter. */
interface OutsideForm {
  path: string | ((server: OwnServer) => Promise<string>);
  entries: Record<string, string>;
  submit: string;
}

const FORMS: OutsideForm[] = [
  {
    path: "/signup",
    entries: { Name: "N".repeat(70), Email: LONG_EMAIL, Password: "an analytical engine" },
    submit: "Create account",
  },
  { path: "/login", entries: { Email: LONG_EMAIL, Password: "an analytical engine" }, submit: "Log in" },
  { path: "/forgot", entries: { Email: LONG_EMAIL }, submit: "Send link" },
  { path: "/check-mail", entries: { Email: LONG_EMAIL }, submit: "Send a new link" },
  { path: `/check-mail?email=${LONG_EMAIL}`, entries: {}, submit: "Send the email again" },
  { path: verificationLink, entries: { Password: "an analytical engine" }, submit: "Verify email" },
  { path: resetLink, entries: { "New password": "an analytical engine" }, submit: "Set password" },
  {
    path: async (server) => (await invitation(server)).link,
    entries: { Name: "N".repeat(70), Password: "an analytical engine" },
    submit: "Create account and join",
  },
];

async function verificationLink(server: OwnServer): Promise<string> {
  const person = newPerson();
  await account(server, "signup", person);
  return (await server.mailbox.next(person.email)).links[0]!;
}

async function resetLink(server: OwnServer): Promise<string> {
  const { email } = await newDeveloper(server);
  await account(server, "password/forgot", { email });
  return (await server.mailbox.next(email, { subject: /Reset/ })).links[0]!;
}

/** Answers what the page sends with a problem. */
async function refuse(page: Page, status: number, problem: object) {
  const answer = (route: Route) =>
    route.request().method() === "GET"
      ? route.continue()
      : route.fulfill({ status, contentType: "application/problem+json", body: JSON.stringify(problem) });
  await page.unroute("**/api/**");
  await page.route("**/api/**", answer);
}

async function expectKept(page: Page, entries: OutsideForm["entries"]) {
  for (const [label, text] of Object.entries(entries))
    await expect(page.getByLabel(label, { exact: true })).toHaveValue(text);
}

const FAILURES = [
  {
    status: 429,
    problem: {
      code: "too_many_attempts",
      detail: "Too many requests from your network. Retry in 34 seconds.",
    },
  },
  {
    status: 503,
    problem: {
      code: "unavailable",
      detail: "The service is temporarily unavailable. Try again in a moment.",
    },
  },
];

for (const { path, entries, submit } of FORMS) {
  const name = typeof path === "string" ? path.replace(/\?.*/, " with an email") : submit;
  test(`${name}: a request that fails says why, keeps the input and is not sent later`, async ({
    page,
    server,
  }, testInfo) => {
    await page.goto(typeof path === "string" ? path : await path(server));
    for (const [label, text] of Object.entries(entries))
      await page.getByLabel(label, { exact: true }).fill(text);
    const button = page.getByRole("button", { name: submit, exact: true });
    for (const { status, problem } of FAILURES) {
      await refuse(page, status, problem);
      await button.click();
      await expect(page.getByRole("alert").getByText(problem.detail)).toBeVisible();
      await expectKept(page, entries);
      await expect(button).toBeFocused();
    }
    await lookAtAll(page, "503", testInfo);

    await page.unroute("**/api/**");
    const sent: string[] = [];
    page.on("request", (request) => sent.push(`${request.method()} ${request.url()}`));
    await page.context().setOffline(true);
    await button.click();
    await expect(page.getByRole("alert").getByText("Can't reach the server.")).toBeVisible();
    await expect(button).toBeEnabled();
    await expectKept(page, entries);
    sent.length = 0;
    await page.context().setOffline(false);
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
    expect(sent.filter((request) => request.includes("/api/"))).toEqual([]);
  });
}

test("all errors of a form are shown in one round, and each disappears while it is corrected", async ({
  page,
}, testInfo) => {
  await page.goto("/signup");
  const field = (label: string) => page.getByLabel(label, { exact: true });
  const submit = page.getByRole("button", { name: "Create account" });
  await field("Name").fill("n".repeat(101));
  await field("Email").fill("nobody");
  await field("Password").fill("password");
  await submit.click();
  await expect(page.getByText("Must be at most 100 characters.")).toBeVisible();
  await expect(page.getByText("Enter a valid email address")).toBeVisible();
  await expect(page.getByText("This password is too common.")).toBeVisible();
  await expect(field("Name")).toBeFocused();
  await lookAtAll(page, "invalid", testInfo);
  await field("Email").pressSequentially("@");
  await expect(page.getByText("Enter a valid email address")).toHaveCount(0);
  await expect(field("Email")).not.toHaveAttribute("aria-invalid");
  await expect(page.getByText("This password is too common.")).toBeVisible();
  await field("Password").fill("short");
  await submit.click();
  await expect(page.getByText("Use 8 to 128 characters.")).toBeVisible();
  await expect(page.getByText("Enter a valid email address")).toBeVisible();
});
