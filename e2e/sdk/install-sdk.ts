import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root, run } from "#scripts/processes.ts";
import { buildSdk } from "#sdk/typescript/build.ts";

/** A folder with the SDK as `npm install` would put it there. */
export interface InstalledSdk {
  directory: string;
  /** The SDK in the folder's `node_modules`. */
  folder: string;
  tarball: string;
  remove(): void;
}

/** Builds and packs the SDK, and installs it in an empty folder, with these packages of the project beside it. */
export async function installSdk(beside: string[] = []): Promise<InstalledSdk> {
  await buildSdk();
  const directory = mkdtempSync(join(tmpdir(), "latchkey-sdk-"));
  const pack = ["pack", "--json", "--pack-destination", directory];
  const { code, stdout, output } = await run("npm", pack, {
    cwd: join(root, "sdk/typescript"),
  });
  if (code !== 0) throw new Error(output);
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  const tarball = join(directory, filename);
  const folder = join(directory, "node_modules/@latchkey/sdk");
  mkdirSync(folder, { recursive: true });
  const extracted = await run("tar", ["-xzf", tarball, "-C", folder, "--strip-components=1"]);
  if (extracted.code !== 0) throw new Error(extracted.output);
  for (const name of beside) {
    const target = join(directory, "node_modules", name);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(join(root, "node_modules", name), target);
  }
  return { directory, folder, tarball, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
