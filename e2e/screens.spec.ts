import AxeBuilder from "@axe-core/playwright";
import type { Page, TestInfo } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";

interface Screen {
  name: string;
  path: string;
  signedIn?: boolean;
  /** Steps that bring the page into this state. */
  open?: (page: Page) => Promise<void>;
  /** Console errors that this page always causes. */
  expectedErrors?: RegExp;
}

const SCREENS: Screen[] = [
  { name: "front page", path: "/" },
  { name: "sign up", path: "/signup" },
  { name: "sign up, refused", path: "/signup", open: signUpWronglyFilled, expectedErrors: /status of 422/ },
  { name: "check your mail", path: "/check-mail?email=ada%40example.test" },
  { name: "verify", path: "/verify?token=not-a-token" },
  { name: "verify without a token", path: "/verify" },
  { name: "log in", path: "/login" },
  { name: "forgot password", path: "/forgot" },
  { name: "reset password", path: "/reset?token=not-a-token" },
  { name: "error reference", path: "/docs/errors" },
  { name: "not found", path: "/no/such/page", expectedErrors: /status of 404/ },
  { name: "API keys", path: "/settings/api-keys", signedIn: true },
  { name: "API keys, nothing matches", path: "/settings/api-keys?status=expired", signedIn: true },
  { name: "create key", path: "/settings/api-keys", signedIn: true, open: openCreateKey },
  { name: "key actions", path: "/settings/api-keys", signedIn: true, open: openActions },
  { name: "revoke key", path: "/settings/api-keys", signedIn: true, open: openRevoke },
  { name: "usage", path: "/settings/usage", signedIn: true },
  { name: "usage of test keys", path: "/settings/usage?environment=test", signedIn: true },
];
const LOOKS = (["light", "dark"] as const).flatMap((colorScheme) =>
  [1280, 390].map((width) => ({ colorScheme, width })),
);

async function signUpWronglyFilled(page: Page) {
  await page.getByLabel("E-mail").fill("nobody");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByLabel("E-mail")).toHaveAttribute("aria-invalid", "true");
}

async function openCreateKey(page: Page) {
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
}

async function openActions(page: Page) {
  await page.getByRole("button", { name: "Actions for ci-pipeline" }).click();
  await expect(page.getByRole("menu")).toBeVisible();
}

async function openRevoke(page: Page) {
  await openActions(page);
  await page.getByRole("menuitem", { name: "Revoke" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
}

for (const screen of SCREENS) {
  test(screen.name, async ({ browser, server, account }, testInfo) => {
    const context = await browser.newContext({
      baseURL: server.url,
      reducedMotion: "reduce",
      ...(screen.signedIn && { storageState: account.storageState }),
    });
    const page = await context.newPage();
    const complaints = listen(page);
    await page.goto(screen.path);
    await screen.open?.(page);
    for (const { colorScheme, width } of LOOKS) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 844 });
      await lookAt(page, `${colorScheme}, ${width} px`, testInfo);
    }
    expect(complaints.filter((text) => !screen.expectedErrors?.test(text))).toEqual([]);
    await context.close();
  });
}

/** Collects console errors (CSP violations among them) and uncaught exceptions. */
function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return complaints;
}

/** Attaches a screenshot, and expects no horizontal overflow and no serious finding of axe. */
async function lookAt(page: Page, look: string, testInfo: TestInfo) {
  await page.evaluate(() => document.fonts.ready);
  const picture = await page.screenshot({ fullPage: true, animations: "disabled" });
  await testInfo.attach(look, { body: picture, contentType: "image/png" });
  const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.soft(overhang, `${look}: pixels that stick out to the right`).toBeLessThanOrEqual(0);
  // Legacy mode skips cross-origin frames, which there are none of, and is twice as fast.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const list = grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" ")}`);
  expect.soft(list, `${look}: what axe finds serious`).toEqual([]);
}
