import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bin, root, run } from "./processes.ts";

type Pair = [folder: string, from: string];

// Imports that must never pass, and neighbours of them that must.
const FORBIDDEN: Pair[] = [
  ["components/keys", "#lib/keys/keys.ts"],
  ["components/keys", "#lib/problem.ts"],
  ["components/keys", "#db/client.ts"],
  ["components/keys", "../../lib/keys/keys.ts"],
  ["app/settings", "#db/client.ts"],
  ["app/api/v1/me", "#db/client.ts"],
  ["app/api/v1/me", "#components/ui/button.tsx"],
  ["app/api/v1/me", "next/server"],
  ["app/api/v1/me", "../../../../db/client.ts"],
  ["lib/keys", "#components/ui/button.tsx"],
  ["lib/keys", "#app/api/v1/me/route.ts"],
  ["lib/keys", "next/headers"],
  ["lib/keys", "../gate/admit.ts"],
  ["db/queries", "#lib/keys/keys.ts"],
  ["db/queries", "../../lib/keys/keys.ts"],
];
const ALLOWED: Pair[] = [
  ["components/keys", "#lib/keys/schema.ts"],
  ["components/keys", "#components/api-client.ts"],
  ["app/settings", "#lib/keys/keys.ts"],
  ["app/api/v1/me", "#lib/keys/keys.ts"],
  ["lib/keys", "#db/client.ts"],
  ["db/queries", "#lib/env.ts"],
];

interface Plant {
  file: string;
  folder: string;
  from: string;
}

/** The lint rule of the floors, tried: each import is planted in its folder, and just the wrong ones must be seen. */
export async function unguardedFloors(): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-floors-"));
  try {
    copyFileSync(join(root, "biome.json"), join(directory, "biome.json"));
    const forbidden = FORBIDDEN.map((pair) => plant(directory, pair));
    const allowed = ALLOWED.map((pair) => plant(directory, pair));
    const options = [
      "--only=style/noRestrictedImports",
      "--vcs-enabled=false",
      "--max-diagnostics=none",
      "--reporter=github",
    ];
    const { output } = await run(bin("biome"), ["lint", ...options, "."], { cwd: directory });
    const seen = ({ file }: Plant) => output.includes(`/${file},`) || output.includes(`=${file},`);
    const blind = forbidden
      .filter((one) => !seen(one))
      .map(({ folder, from }) => `${folder} may import ${from}`);
    const strict = allowed.filter(seen).map(({ folder, from }) => `${folder} may not import ${from}`);
    return [...blind, ...strict];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

let planted = 0;

function plant(directory: string, [folder, from]: Pair): Plant {
  const file = `${folder}/planted-${++planted}.ts`;
  mkdirSync(dirname(join(directory, file)), { recursive: true });
  writeFileSync(
    join(directory, file),
    `import { planted } from "${from}";\n\nexport const used = planted;\n`,
  );
  return { file, folder, from };
}
