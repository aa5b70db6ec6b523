// npm run lock: run it after changing dependencies. If a registry lacks builds for other platforms, npm silently leaves
// them out of package-lock.json, and `npm ci` then refuses the lock on every machine. This adds them again.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./processes.ts";

interface Locked {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

interface Missing {
  path: string;
  entry: Locked;
}

const OS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const CPU = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"];
const file = join(root, "package-lock.json");

/** Finds builds for other platforms that a package in the lock depends on and that the lock doesn't contain. */
export function missingBuilds(): string[] {
  return findMissing(readLock().packages).map(({ path }) => path);
}

const readLock = (): { packages: Record<string, Locked> } => JSON.parse(readFileSync(file, "utf8"));

function findMissing(packages: Record<string, Locked>): Missing[] {
  const known: Record<string, Locked> = { ...packages };
  const missing: Missing[] = [];
  for (const [parent, { dev, optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(optionalDependencies)) {
      if (findFrom(known, parent, name)) continue;
      const path = `node_modules/${name}`;
      const entry = {
        version: range.replace(/^[~^]/, ""),
        ...(dev && { dev }),
        optional: true,
        ...platformOf(name),
      };
      known[path] = entry;
      missing.push({ path, entry });
    }
  }
  return missing;
}

/** Resolves a package as Node does: among the parent's own dependencies, then one level up, and so on. */
function findFrom(packages: Record<string, Locked>, parent: string, name: string): Locked | undefined {
  const at = (folder: string) => packages[folder ? `${folder}/node_modules/${name}` : `node_modules/${name}`];
  for (let folder = parent; ; folder = folder.replace(/\/?node_modules\/(@[^/]+\/)?[^/]+$/, "")) {
    const found = at(folder);
    if (found || folder === "") return found;
  }
}

/** The platforms of a build, according to its name. npm doesn't install it on others. */
function platformOf(name: string): Pick<Locked, "os" | "cpu" | "libc"> {
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  const os = OS.filter((word) => words.includes(word));
  const cpu = CPU.filter((word) => words.includes(word));
  const begins = (prefix: string) => words.some((word) => word.startsWith(prefix));
  const libc = begins("musl") ? ["musl"] : begins("gnu") ? ["glibc"] : [];
  return { ...(libc.length && { libc }), ...(os.length && { os }), ...(cpu.length && { cpu }) };
}

if (import.meta.main) {
  const lock = readLock();
  const missing = findMissing(lock.packages);
  for (const { path, entry } of missing) lock.packages[path] = entry;
  const { "": self, ...others } = lock.packages;
  const sorted = Object.entries(others).sort(([a], [b]) => a.localeCompare(b, "en"));
  lock.packages = { "": self!, ...Object.fromEntries(sorted) };
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(
    missing.length === 0 ? "The lock is complete." : missing.map(({ path }) => `added ${path}`).join("\n"),
  );
}
