// Writes dist/latchkey.js, which has everything in it that it needs: npm run cli:build
import { chmodSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { replaceFolder } from "../../scripts/replace-folder.ts";

const here = import.meta.dirname;
const root = join(here, "..", "..");

/** Builds the package into a folder, in which nothing else is then. It can be used while it is built again. */
export async function buildCli(folder = join(here, "dist")): Promise<void> {
  const built = `${folder}-${process.pid}`;
  const program = join(built, "latchkey.js");
  const { metafile } = await build({
    entryPoints: [join(here, "src", "main.ts")],
    outfile: program,
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    // commander is CommonJS, and requires modules of Node.
    banner: {
      js: '#!/usr/bin/env node\nimport { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);',
    },
    metafile: true,
    logLevel: "warning",
  });
  // `npm install` does this once, and an installed command that is built again is still run.
  chmodSync(program, 0o755);
  writeFileSync(join(built, "LICENSES.txt"), licenses(Object.keys(metafile.inputs)));
  replaceFolder(folder, built);
}

/** The licenses of the packages that were bundled, which have to be passed on. */
function licenses(inputs: string[]): string {
  const names = inputs.flatMap((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []);
  const texts = [...new Set(names)].sort().map((name) => {
    const folder = join(root, "node_modules", name);
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const [file] = globSync("{LICENSE,LICENCE,license}*", { cwd: folder });
    if (!file) throw new Error(`${name} has no license`);
    return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  });
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

if (import.meta.main) await buildCli();
