// npm run sdk:build: builds @latchkey/sdk for import and for require.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bin, root, run } from "../../scripts/processes.ts";
import { replaceFolder } from "../../scripts/replace-folder.ts";

const folder = join(root, "sdk/typescript");
const FORMATS = {
  esm: { type: "module", options: [] },
  cjs: { type: "commonjs", options: ["--module", "commonjs", "--moduleResolution", "bundler"] },
};

/**
 * Compiles the package into `dist/esm` and `dist/cjs`, which can be used while it is compiled again. Throws with what the
 * compiler says.
 */
export async function buildSdk(): Promise<void> {
  const built = join(folder, `dist-${process.pid}`);
  for (const [format, { type, options }] of Object.entries(FORMATS)) {
    const target = join(built, format);
    const { code, output } = await run(bin("tsc"), ["-p", folder, "--outDir", target, ...options]);
    if (code !== 0) {
      rmSync(built, { recursive: true, force: true });
      throw new Error(output);
    }
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, "package.json"), `${JSON.stringify({ type })}\n`);
    for (const file of globSync("*.d.ts", { cwd: target })) nameCompiled(join(target, file));
  }
  replaceFolder(join(folder, "dist"), built);
}

/** The compiler changes the names of imported files to `.js`, but not in declarations. */
function nameCompiled(file: string): void {
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replaceAll(/(from |import\()"(\.\/[\w-]+)\.ts"/g, '$1"$2.js"'));
}

if (import.meta.main) await buildSdk();
