import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";
import { installFromDebian, lastLines, mayInstallFromDebian } from "./debian.ts";
import { bin, run } from "./processes.ts";
import { Stop } from "./stop.ts";

/** Path of the Chromium on this machine, in order: CHROMIUM_PATH, the system's, Playwright's own. */
export function findChromium(): string | undefined {
  const given = process.env.CHROMIUM_PATH;
  if (given && !existsSync(given)) throw new Stop(`CHROMIUM_PATH: there is no ${given}`);
  const folders = (process.env.PATH ?? "").split(delimiter);
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const ofSystem = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [given, ...ofSystem, chromium.executablePath()].find((path) => path && existsSync(path));
}

/** Path of a Chromium, installed if this machine has none: from Debian when it may, else Playwright's own. */
export async function provideChromium(say: (line: string) => void): Promise<string> {
  const found = findChromium();
  if (found) return found;
  const attempts: string[] = [];
  if (mayInstallFromDebian()) {
    say("Installing Chromium (apt-get install chromium) …");
    attempts.push(await installFromDebian("chromium"));
  }
  if (!findChromium()) {
    say("Installing Chromium (npx playwright install chromium) …");
    attempts.push((await run(bin("playwright"), ["install", "chromium"])).output);
  }
  const installed = findChromium();
  if (installed) return installed;
  const advice =
    "No Chromium for the browser tests: install it (apt-get install chromium) or set CHROMIUM_PATH.";
  throw new Stop([advice, ...attempts.map(lastLines)].join("\n\n"));
}
