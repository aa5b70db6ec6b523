import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..");
const modules = join(root, "node_modules");
const stampIn = (folder) => join(folder, "node_modules/.latchkey-lock");
const stamp = stampIn(root);

/** Node 24, which is a dependency of the project. The machine's Node only has to run this file. */
export const node24 = join(modules, ".bin", process.platform === "win32" ? "node.cmd" : "node");

/** Runs `npm ci`, unless node_modules matches package-lock.json. Must work on Node 20 and without node_modules. */
export function ensureDependencies() {
  const { lock, hash } = readLock();
  if (existsSync(node24) && existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  // After `npm install` the packages are already there, only without this stamp.
  if (!existsSync(node24) || !installed(JSON.parse(lock.toString()))) {
    if (process.argv.includes("--no-install")) refuse();
    install();
  }
  noteInstalled();
}

/** Notes in a folder's node_modules that it is complete, so that nothing is installed there. */
export function noteInstalled(folder = root) {
  writeFileSync(stampIn(folder), readLock().hash);
}

function readLock() {
  const lock = readFileSync(join(root, "package-lock.json"));
  return { lock, hash: createHash("sha256").update(lock).digest("hex") };
}

function refuse() {
  console.error("node_modules is not what package-lock.json says, and --no-install was given. Run npm ci.");
  process.exit(1);
}

function install() {
  console.log(
    "Installing the dependencies of package-lock.json into node_modules (npm ci), about a minute …",
  );
  const { status, error } = spawnSync(
    "npm",
    ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: root,
      stdio: "inherit",
      shell: process.platform === "win32",
    },
  );
  if (status === 0 && existsSync(node24)) return;
  console.error(error ? `npm could not be started: ${error.message}` : "npm ci failed, see above.");
  process.exit(1);
}

/** Whether npm's record of node_modules has all packages of the lock in the right versions. */
function installed(lock) {
  const record = join(modules, ".package-lock.json");
  if (!existsSync(record)) return false;
  const { packages } = JSON.parse(readFileSync(record, "utf8"));
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === "") return true;
    const found = packages[path];
    return found ? found.version === wanted.version : wanted.optional === true;
  });
}
