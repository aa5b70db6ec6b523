import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bin, root, run } from "./processes.ts";

type Pair = [folder: string, from: string];

// Imports that the lint rules must reject, and similar ones that they must allow.
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
  ["app/api/v1/me", "#e2e/test-server.ts"],
  ["app/api/v1/me", "#scripts/stop.ts"],
  ["lib/server", "#components/ui/button.tsx"],
  ["lib/server", "next/headers"],
  ["lib/openapi", "#lib/server/start-server.ts"],
  ["lib/openapi", "#db/client.ts"],
  ["lib/api", "#lib/server/start-server.ts"],
  ["lib/api", "#lib/openapi/document.ts"],
  ["lib/gate", "#lib/api/pipeline.ts"],
  ["lib/gate", "#lib/openapi/document.ts"],
  ["lib/gate", "#lib/server/gate-server.ts"],
  ["lib/keys", "#lib/gate/check-key.ts"],
  ["lib/keys", "#lib/api/endpoint.ts"],
  ["lib/keys", "#lib/openapi/document.ts"],
  ["lib/keys", "#lib/server/start-server.ts"],
  ["lib/keys", "#components/ui/button.tsx"],
  ["lib/keys", "#app/api/v1/me/route.ts"],
  ["lib/keys", "next/headers"],
  ["lib/keys", "../gate/check-key.ts"],
  ["lib/webhooks", "#lib/gate/check-key.ts"],
  ["lib/actors", "#lib/keys/keys.ts"],
  ["lib/actors", "#lib/gate/check-key.ts"],
  ["lib/audit", "#lib/actors/actor.ts"],
  ["lib/cluster", "#lib/limits/adapters.ts"],
  ["lib/limits", "#lib/actors/actor.ts"],
  ["lib/limits", "#lib/keys/keys.ts"],
  ["lib/request-log", "#lib/limits/limiter.ts"],
  ["lib/request-log", "#lib/actors/actor.ts"],
  ["lib", "#lib/keys/keys.ts"],
  ["lib", "#lib/request-log/request-log.ts"],
  ["db/queries", "#lib/keys/keys.ts"],
  ["db/queries", "next-auth"],
  ["db/queries", "react-dom"],
  ["scripts", "#e2e/test-server.ts"],
  ["scripts", "#components/ui/button.tsx"],
  ["db/queries", "#lib/clock.ts"],
  ["db/queries", "../../lib/keys/keys.ts"],
];
const ALLOWED: Pair[] = [
  ["components/keys", "#lib/keys/schema.ts"],
  ["components/keys", "#components/api-client.ts"],
  ["app/settings", "#lib/keys/keys.ts"],
  ["app/api/v1/me", "#lib/keys/keys.ts"],
  ["lib/server", "#lib/api/endpoint.ts"],
  ["lib/openapi", "#lib/api/endpoint-spec.ts"],
  ["lib/api", "#lib/gate/check-key.ts"],
  ["lib/gate", "#lib/keys/token.ts"],
  ["lib/keys", "#lib/actors/actor.ts"],
  ["lib/keys", "#db/client.ts"],
  ["lib/actors", "#lib/limits/limiter.ts"],
  ["lib/actors", "#lib/audit/event.ts"],
  ["lib/cluster", "#lib/request-log/group-commit.ts"],
  ["lib/limits", "#lib/request-log/request-log.ts"],
  ["lib/request-log", "#lib/clock.ts"],
  ["lib", "#lib/clock.ts"],
  ["db/queries", "#env.ts"],
];

interface Plant {
  file: string;
  folder: string;
  from: string;
}

/** Tests the lint rules for imports between the floors, with test files in a temporary folder. Returns what the rules get wrong. */
export async function unguardedFloors(): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-floors-"));
  try {
    copyFileSync(join(root, "biome.json"), join(directory, "biome.json"));
    const forbidden = FORBIDDEN.map((pair) => plant(directory, pair));
    const allowed = ALLOWED.map((pair) => plant(directory, pair));
    const circle = plantCircle(directory);
    const output = await lint(directory);
    const seen = (file: string) => output.includes(`/${file},`) || output.includes(`=${file},`);
    const blind = forbidden
      .filter(({ file }) => !seen(file))
      .map(({ folder, from }) => `${folder} may import ${from}`);
    const strict = allowed
      .filter(({ file }) => seen(file))
      .map(({ folder, from }) => `${folder} may not import ${from}`);
    const loose = seen(circle) ? [] : ["two files may import each other's types"];
    return [...blind, ...strict, ...loose];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function lint(directory: string): Promise<string> {
  const options = [
    "--only=style/noRestrictedImports",
    "--only=suspicious/noImportCycles",
    "--vcs-enabled=false",
    "--max-diagnostics=none",
    "--reporter=github",
  ];
  return (await run(bin("biome"), ["lint", ...options, "."], { cwd: directory })).output;
}

let planted = 0;

function plant(directory: string, [folder, from]: Pair): Plant {
  const file = `${folder}/planted-${++planted}.ts`;
  write(directory, file, `import { planted } from "${from}";\n\nexport const used = planted;\n`);
  return { file, folder, from };
}

/** Creates two files that import each other's types. */
function plantCircle(directory: string): string {
  const [one, other] = ["lib/keys/circle-one.ts", "lib/keys/circle-other.ts"];
  write(directory, one, 'import type { Other } from "./circle-other.ts";\n\nexport type One = Other[];\n');
  write(
    directory,
    other,
    'import type { One } from "./circle-one.ts";\n\nexport type Other = { ones: One };\n',
  );
  return one;
}

function write(directory: string, file: string, text: string): void {
  mkdirSync(dirname(join(directory, file)), { recursive: true });
  writeFileSync(join(directory, file), text);
}
