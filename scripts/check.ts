// npm run check: checks the code without running it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { contractingMigrations } from "./contracting-migrations.ts";
import { oversized } from "./file-sizes.ts";
import { folderCircles } from "./folder-circles.ts";
import { missingBuilds } from "./lock.ts";
import { unguardedFloors } from "./planted-imports.ts";
import { bin, root, run } from "./processes.ts";
import type { Tally } from "./tally.ts";
import { unauditedWrites } from "./unaudited-writes.ts";

type Step = () => Promise<string> | string;

const program =
  (name: string, ...args: string[]) =>
  async () => {
    const { code, output } = await run(bin(name), args, {
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1" },
    });
    return code === 0 ? "" : output || `${name} ended with ${code}`;
  };

// Each step returns what is wrong, or an empty string.
const STEPS: Record<string, Step> = {
  "format, lint and floors (biome)": program("biome", "ci", "--colors=off", "."),
  "no folders of lib/ import each other": () => folderCircles().join("\n"),
  "the floors hold (planted imports)": async () => (await unguardedFloors()).join("\n"),
  "no change without an audit event": () => unauditedWrites().join("\n"),
  "the previous version survives the migrations": () => contractingMigrations().join("\n"),
  "package-lock.json serves every platform": () => missingBuilds().map(lacks).join("\n"),
  "sizes of files": () => oversized().join("\n"),
  "types (tsc)": types,
  "nothing unused (knip)": program("knip", "--no-progress"),
};

const lacks = (path: string) => `${path} is missing: npm run lock`;

/** On a new clone, tsc first needs the types that Next generates from the pages. */
async function types(): Promise<string> {
  const derived = existsSync(join(root, "next-env.d.ts")) ? "" : await program("next", "typegen")();
  return derived || program("tsc", "--noEmit")();
}

/** Runs every step, prints its result, and counts passed and failed steps. */
export async function check(): Promise<Tally> {
  const tally = { passed: 0, failed: 0 };
  for (const [name, step] of Object.entries(STEPS)) {
    const began = performance.now();
    const wrong = await step();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`${wrong ? "✗" : "✓"} ${name} (${seconds} s)`);
    if (wrong) console.log(wrong.trimEnd().replace(/^/gm, "    "));
    tally[wrong ? "failed" : "passed"]++;
  }
  return tally;
}

if (import.meta.main) {
  const { failed } = await check();
  process.exit(failed > 0 ? 1 : 0);
}
