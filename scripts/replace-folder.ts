import { globSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Makes a folder what another one on the same disk is, and removes the other one. Each file is replaced at once, so that who
 * uses the folder meanwhile doesn't miss one.
 */
export function replaceFolder(folder: string, by: string): void {
  const files = new Set(filesOf(by));
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    renameSync(join(by, file), join(folder, file));
  }
  for (const file of filesOf(folder)) if (!files.has(file)) rmSync(join(folder, file));
  rmSync(by, { recursive: true });
}

const filesOf = (folder: string) =>
  globSync("**", { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
