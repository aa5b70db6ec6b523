import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { bin, root, run } from "#scripts/processes.ts";
import { Stop } from "#scripts/stop.ts";
import { type Child, startProgram } from "./child.ts";
import { on } from "./pinning.ts";
import type { Wanted } from "./report.ts";
import type { Tree } from "./tree.ts";

const CLIENTS = join(root, "bench/sdk-clients");

/** A client of the SDK, and what it is compared with. */
export interface Compared {
  ours: string;
  theirs: string;
  atOnce: number[];
  wanted?: Wanted;
}

/** An SDK, and the program that asks the gate with it. */
export interface Language {
  part: string;
  name: string;
  /** Where a version has the SDK. */
  folder: string;
  /** The program without which it can't be measured. */
  needs: string | null;
  compared: Compared[];
  start(tree: Tree, gateUrl: string, key: string): Promise<Child>;
}

const TYPESCRIPT: Language = {
  part: "sdk",
  name: "TypeScript",
  folder: "sdk/typescript/src",
  needs: null,
  compared: [
    { ours: "check", theirs: "fetch", atOnce: [1, 16], wanted: { atMost: 0.15 } },
    { ours: "check", theirs: "node:http", atOnce: [1, 16] },
    { ours: "check over fetch", theirs: "fetch", atOnce: [1, 16] },
  ],
  start: async ({ directory }, ...args) =>
    startProgram(...on("client", bin("node"), [join(CLIENTS, "client.ts"), ...args, directory])),
};

const GO: Language = {
  part: "sdk-go",
  name: "Go",
  folder: "sdk/go",
  needs: "go",
  compared: [{ ours: "check", theirs: "net/http", atOnce: [1, 16] }],
  start: async ({ directory }, ...args) => {
    const folder = join(directory, "bench/sdk-clients/go");
    if (directory !== root) cpSync(join(CLIENTS, "go"), folder, { recursive: true });
    const program = join(folder, "client");
    await succeed("go", ["build", "-buildvcs=false", "-o", program, "."], folder);
    return startProgram(...on("client", program, args));
  },
};

const PYTHON: Language = {
  part: "sdk-python",
  name: "Python",
  folder: "sdk/python/src",
  needs: "python3",
  compared: [
    { ours: "check", theirs: "httpx.Client", atOnce: [1] },
    { ours: "async check", theirs: "httpx.AsyncClient", atOnce: [1, 8] },
  ],
  start: async ({ directory }, ...args) => {
    const python = await pythonWithHttpx();
    const env = { ...process.env, PYTHONPATH: join(directory, "sdk/python/src") };
    return startProgram(...on("client", python, [join(CLIENTS, "client.py"), ...args]), { env });
  },
};

export const LANGUAGES = [TYPESCRIPT, GO, PYTHON];

/** Python with what the SDK needs, kept for the next run. */
async function pythonWithHttpx(): Promise<string> {
  const folder = join(root, ".data/bench-python");
  const python = join(folder, "bin/python");
  if (existsSync(join(folder, "complete"))) return python;
  await succeed("python3", ["-m", "venv", "--clear", folder], root);
  await succeed(python, ["-m", "pip", "install", "--quiet", "httpx>=0.27,<1"], root);
  await succeed("touch", [join(folder, "complete")], root);
  return python;
}

async function succeed(command: string, args: string[], cwd: string): Promise<void> {
  const { code, output } = await run(command, args, { cwd });
  if (code !== 0) throw new Stop(`${command} ${args.join(" ")} failed:\n${output}`);
}

export const isMissing = async ({ needs }: Language): Promise<boolean> =>
  needs !== null && (await run("sh", ["-c", `command -v ${needs}`])).code !== 0;
