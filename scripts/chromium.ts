import { existsSync, globSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";
import { installFromDebian, lastLines, mayInstallFromDebian } from "./debian.ts";
import { bin, root, run } from "./processes.ts";
import { Stop } from "./stop.ts";

// Where Playwright keeps a browser inside node_modules (PLAYWRIGHT_BROWSERS_PATH=0).
const IN_PROJECT =
  "node_modules/playwright-core/.local-browsers/chromium-*/chrome-*/{chrome,Chromium.app/Contents/MacOS/Chromium}";
const CONNECT_LIMIT_MS = 5000;

/** The path of a Chromium on this machine: CHROMIUM_PATH, or else the system's, or else Playwright's. */
export function findChromium(): string | undefined {
  const given = process.env.CHROMIUM_PATH;
  if (given && !existsSync(given)) throw new Stop(`CHROMIUM_PATH: ${given} does not exist.`);
  const folders = (process.env.PATH ?? "").split(delimiter);
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const ofSystem = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const ofProject = globSync(IN_PROJECT, { cwd: root }).map((path) => join(root, path));
  return [given, ...ofSystem, ...ofProject, chromium.executablePath()].find(
    (path) => path && existsSync(path),
  );
}

/** Installs Playwright's Chromium into node_modules, or Debian's if that can't be downloaded or started. */
export async function installChromium(say: (line: string) => void): Promise<void> {
  say("Downloading Chromium (playwright install chromium) into node_modules …");
  const attempts = [await download()];
  if (await starts(findChromium())) return;
  if (mayInstallFromDebian()) {
    say("That failed. Installing Chromium from Debian (apt-get install chromium) …");
    attempts.push(await installFromDebian("chromium"));
  }
  if (await starts(findChromium())) return;
  const advice = "Chromium for the browser tests could not be installed. Install it, or set CHROMIUM_PATH.";
  throw new Stop([advice, ...attempts.map(lastLines)].join("\n\n"));
}

async function download(): Promise<string> {
  const env = {
    ...process.env,
    PLAYWRIGHT_BROWSERS_PATH: "0",
    PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: String(CONNECT_LIMIT_MS),
  };
  const cli = join(root, "node_modules/@playwright/test/cli.js");
  return (await run(bin("node"), [cli, "install", "--no-shell", "chromium"], { env })).output;
}

/** A downloaded browser may not start, because it needs libraries that only the system's package manager provides. */
const starts = async (path: string | undefined) =>
  path !== undefined && (await run(path, ["--version"])).code === 0;
