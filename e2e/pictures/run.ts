// npm run pictures: takes the pictures of the README, in both themes, from a built server with example data.
import { join } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { newOperator, operate } from "#e2e/api/operators.ts";
import { logIn } from "#e2e/fixtures.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";
import { ensureBuild } from "#scripts/build.ts";
import { findChromium } from "#scripts/chromium.ts";
import { root } from "#scripts/processes.ts";
import { writeDay } from "./example-day.ts";

const KEYS = ["checkout-service", "mobile-app", "nightly-export", "partner-sync"];
const API_URL = "https://api.example.com/v1";
/** Sharp on dense screens, and still small. */
const SCALE = 1.5;
const USAGE = { width: 1280, height: 860 };

await ensureBuild();
const server = await startTestServer({
  dialect: "sqlite",
  env: { API_URL, TRUSTED_PROXIES: "127.0.0.1,::1" },
  waitForPages: true,
});
const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });
try {
  const developer = await newDeveloper(server);
  await nameThings(server, developer);
  const keys = [];
  for (const name of KEYS) keys.push(await newKey(server, developer, { name }));
  writeDay(server, keys);
  const storageState = await logIn(server, browser, developer);
  for (const colorScheme of ["light", "dark"] as const)
    await take(server, browser, colorScheme, storageState);
} finally {
  await browser.close();
  await server.end();
}

/** A workspace of a shop, on a paid plan. */
async function nameThings(server: OwnServer, { accessToken: token }: Developer): Promise<void> {
  const operator = await newOperator(server);
  const plan = { name: "Pro", requests_per_minute: 600, monthly_quota: 20_000 };
  await operate(server, operator, "PATCH", "plans/trial", plan);
  const { body } = await call(server, "GET", "/api/v1/workspaces", { token });
  await call(server, "PATCH", `/api/v1/workspaces/${body.data[0].id}`, {
    token,
    body: { name: "Example Shop" },
  });
}

async function take(
  { url }: OwnServer,
  browser: Browser,
  colorScheme: "light" | "dark",
  storageState: Awaited<ReturnType<typeof logIn>>,
): Promise<void> {
  const context = await browser.newContext({
    baseURL: url,
    storageState,
    colorScheme,
    reducedMotion: "reduce",
    deviceScaleFactor: SCALE,
    viewport: USAGE,
  });
  const page = await context.newPage();
  const usage = await usagePicture(page);
  const secret = await secretPicture(page);
  await page.setViewportSize({ width: 1440, height: 920 });
  await page.setContent(composed(usage, secret, colorScheme));
  await page.screenshot({ path: join(root, `docs/images/dashboard-${colorScheme}.png`) });
  await context.close();
}

async function usagePicture(page: Page): Promise<Buffer> {
  await page.goto("/settings/usage");
  await page.getByRole("application", { name: /Requests by/ }).waitFor();
  await page.evaluate(() => document.fonts.ready);
  return page.screenshot({ animations: "disabled" });
}

async function secretPicture(page: Page): Promise<Buffer> {
  await page.goto("/settings/api-keys?create=true");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("web-store");
  await dialog.getByRole("button", { name: "Create key" }).click();
  await page.getByTestId("secret").waitFor();
  return dialog.screenshot({ animations: "disabled" });
}

/** The page, with the dialog in front of it. */
function composed(usage: Buffer, secret: Buffer, theme: "light" | "dark"): string {
  const [around, edge] = theme === "light" ? ["#e9eee9", "#cfd8d1"] : ["#050a08", "#2a3a33"];
  const source = (image: Buffer) => `data:image/png;base64,${image.toString("base64")}`;
  return `<style>
      body { margin: 0; height: 100vh; position: relative; overflow: hidden; background: ${around}; }
      img { position: absolute; border: 1px solid ${edge}; }
      .usage { width: 1180px; left: 40px; top: 40px; border-radius: 14px; }
      .secret { width: 440px; right: 40px; bottom: 40px; border-radius: 16px; box-shadow: 0 24px 60px rgb(0 0 0 / 0.35); }
    </style>
    <img class="usage" src="${source(usage)}"><img class="secret" src="${source(secret)}">`;
}
