// Does what a new user does: clone the project, run `npm run up`, paste the command it prints, and stop it. This installs
// and builds everything, which takes minutes, so `.ci/run` runs it and `npm test` doesn't.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "./free-port.ts";
import { end, root, run, start } from "./processes.ts";
import { Stop } from "./stop.ts";
import type { Tally } from "./tally.ts";

const START_LIMIT_MS = 600_000;
const STOP_LIMIT_MS = 20_000;

/** Tries `npm run up` on a clone of HEAD, with an empty home folder. Prints and counts the results of the steps. */
export async function cleanClone(): Promise<Tally> {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-clone-"));
  const tally = { passed: 0, failed: 0 };
  const step = async (name: string, act: () => Promise<void>) => {
    if (tally.failed > 0) return;
    const began = performance.now();
    const wrong = await act().then(
      () => "",
      (error: Error) => (error instanceof Stop ? error.message : String(error.stack)),
    );
    console.log(`${wrong ? "✗" : "✓"} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    if (wrong) console.log(wrong.replace(/^/gm, "    "));
    tally[wrong ? "failed" : "passed"]++;
  };
  let up: Up | undefined;
  try {
    await step("git clone", () => clone(join(directory, "clone")));
    await step("npm run up installs, builds, starts and says so", async () => {
      up = await startUp(directory);
    });
    await step("the line it prints works when pasted", () => paste(up!));
    await step("the page it names opens", () => openPage(up!));
    await step("SIGTERM stops it", () => stop(up!));
  } finally {
    if (up) await end(up.process);
    rmSync(directory, { recursive: true, force: true });
  }
  return tally;
}

async function clone(to: string): Promise<void> {
  const { code, output } = await run("git", ["clone", "--quiet", "--no-hardlinks", root, to]);
  if (code !== 0) throw new Stop(output);
}

interface Up {
  process: ChildProcess;
  url: string;
  /** Its output so far. */
  output: () => string;
}

async function startUp(directory: string): Promise<Up> {
  const home = join(directory, "home");
  mkdirSync(home);
  const port = await freePort();
  const child = start("npm", ["run", "up"], {
    cwd: join(directory, "clone"),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
    env: { ...newcomersEnvironment(home), PORT: String(port), GATE_PORT: String(await freePort()) },
  });
  let output = "";
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  for (const deadline = Date.now() + START_LIMIT_MS; !output.includes("Ctrl-C"); await delay(200)) {
    if (child.exitCode === null && Date.now() < deadline) continue;
    await end(child);
    throw new Stop(`It did not start. It wrote:\n${output}`);
  }
  return { process: child, url: `http://localhost:${port}`, output: () => output };
}

/** Keeps PATH and the settings of the network and of npm's registry, but nothing else of the current user's environment. */
function newcomersEnvironment(home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) =>
    /^(PATH|LANG|TMPDIR|.*_proxy|.*_PROXY|NODE_EXTRA_CA_CERTS)$/.test(name),
  );
  const npmrc = process.env.npm_config_userconfig ?? join(homedir(), ".npmrc");
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    ...(existsSync(npmrc) && { npm_config_userconfig: npmrc }),
  } as unknown as NodeJS.ProcessEnv;
}

async function paste({ output }: Up): Promise<void> {
  const line = /^ *(curl .*)$/m.exec(output())?.[1];
  if (!line) throw new Stop(`There is no curl line in:\n${output()}`);
  const { code, stdout } = await run("sh", ["-c", `${line} --silent --fail --max-time 10`]);
  if (code !== 0 || JSON.parse(stdout).data.actor.type !== "api_key") throw new Stop(`${line}\n${stdout}`);
}

async function openPage({ url }: Up): Promise<void> {
  const page = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  const text = await page.text();
  if (page.status !== 200 || !text.includes("Latchkey")) throw new Stop(`${url} answered ${page.status}`);
}

async function stop({ process: child, url, output }: Up): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await Promise.race([exited, delay(STOP_LIMIT_MS).then(() => Promise.reject(new Stop("It still runs.")))]);
  for (const deadline = Date.now() + STOP_LIMIT_MS; ; await delay(100)) {
    if (!(await fetch(url).catch(() => null))) return;
    if (Date.now() > deadline) throw new Stop(`${url} still answers. It wrote:\n${output()}`);
  }
}

if (import.meta.main) {
  const { passed, failed } = await cleanClone();
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
}
