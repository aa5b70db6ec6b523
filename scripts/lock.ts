// npm run lock: after a change of dependencies. Where a registry lacks the builds for other platforms, npm leaves them
// out of package-lock.json without a word, and `npm ci` then refuses the lock on every machine. This names them again.
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

/** The builds for other platforms that some package of the lock names, but the lock itself does not hold. */
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

/** As Node resolves it: beside the parent's own dependencies, then one level up, and so on. */
function findFrom(packages: Record<string, Locked>, parent: string, name: string): Locked | undefined {
  const at = (folder: string) => packages[folder ? `${folder}/node_modules/${name}` : `node_modules/${name}`];
  for (let folder = parent; ; folder = folder.replace(/\/?node_modules\/(@[^/]+\/)?[^/]+$/, "")) {
    const found = at(folder);
    if (found || folder === "") return found;
  }
}

/** Which machines a build is for, as its name tells: npm installs it nowhere else. */
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
