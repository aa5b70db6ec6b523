import { defineConfig } from "@playwright/test";
import { findChromium } from "#scripts/chromium.ts";

const report = process.env.PLAYWRIGHT_REPORT;

export default defineConfig({
  testDir: "e2e",
  // Only files directly below e2e/: the folders belong to Vitest.
  testMatch: /e2e\/[^/]+\.spec\.ts$/,
  forbidOnly: true,
  retries: 0,
  // Each worker has a server of its own, so any test can run in any of them.
  fullyParallel: true,
  // One more than the cores of a small machine, because the story waits for its rate limit most of the time.
  workers: 3,
  projects: [
    // First, because it takes longest.
    { name: "story", testMatch: "story.spec.ts" },
    { name: "pages", testIgnore: "story.spec.ts" },
  ],
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: [["list"], ...(report ? [["json", { outputFile: report }] as const] : [])] as never,
  use: {
    actionTimeout: 20_000,
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: findChromium(),
      args: [
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
