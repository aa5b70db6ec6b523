import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./processes.ts";

const IMPORT = /(?:^import\s|\bfrom\s|\bimport\()\s*"((?:#|\.\.?\/)[^"]+)"/gm;
const TYPE_IMPORT = /^import type\s[^;]*;/gm;
/** A test that imports one of these uses a database: the app's, or one that it creates. */
const DATABASES = ["db/client.ts", "e2e/database.ts"];

/** Finds test files that don't import the database, even indirectly. They need no setup and can share a process. */
export function testsWithoutDatabase(patterns: string[]): string[] {
  return patterns
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .filter((file) => !reaches(file, new Set()));
}

function reaches(file: string, seen: Set<string>): boolean {
  if (DATABASES.includes(file)) return true;
  if (seen.has(file) || !existsSync(join(root, file))) return false;
  seen.add(file);
  const source = readFileSync(join(root, file), "utf8").replace(TYPE_IMPORT, "");
  return [...source.matchAll(IMPORT)].some(([, path]) => reaches(resolve(path!, file), seen));
}

const resolve = (path: string, from: string) =>
  path.startsWith("#") ? path.slice(1) : join(dirname(from), path);
