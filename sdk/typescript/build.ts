// npm run sdk:build: builds @latchkey/sdk for import and for require.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bin, root, run } from "../../scripts/processes.ts";

const folder = join(root, "sdk/typescript");
const FORMATS = {
  esm: { type: "module", options: [] },
  cjs: { type: "commonjs", options: ["--module", "commonjs", "--moduleResolution", "bundler"] },
};

/** Compiles the package into `dist/esm` and `dist/cjs`. Throws with what the compiler says. */
export async function buildSdk(): Promise<void> {
  rmSync(join(folder, "dist"), { recursive: true, force: true });
  for (const [format, { type, options }] of Object.entries(FORMATS)) {
    const target = join(folder, "dist", format);
    const { code, output } = await run(bin("tsc"), ["-p", folder, "--outDir", target, ...options]);
    if (code !== 0) throw new Error(output);
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, "package.json"), `${JSON.stringify({ type })}\n`);
    for (const file of globSync("*.d.ts", { cwd: target })) nameCompiled(join(target, file));
  }
}

/** The compiler changes the names of imported files to `.js`, but not in declarations. */
function nameCompiled(file: string): void {
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replaceAll(/(from |import\()"(\.\/[\w-]+)\.ts"/g, '$1"$2.js"'));
}

if (import.meta.main) await buildSdk();
