// npm run package -- FOLDER: builds the app, and writes what runs in production to a new folder: no sources of pages, no
// tests, no development packages. The container image and the systemd unit run such a folder.
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { join, relative, resolve } from "node:path";
import { ensureBuild } from "./build.ts";
import { noteInstalled } from "./dependencies.mjs";
import { root } from "./processes.ts";
import { Stop } from "./stop.ts";

const FILES = [
  "{server,env,env-formats,env-redis,next.config}.ts",
  "{package,package-lock}.json",
  "{LICENSE,CHANGELOG.md,.env.example}",
  "app/api/**/*.ts",
  "app/*.ts",
  "{lib,db,content}/**/*",
  "scripts/{run,launch,dependencies}.mjs",
  "scripts/cli.ts",
  "scripts/cli/**/*",
  "deploy/*",
];
const TEST = /\.test\.tsx?$/;
// What `next build` leaves for the next build, for development and for debuggers.
const BUILD_REMAINS =
  /^\.next\/(cache|dev|diagnostics|types|trace|trace-build|source-hash)$|\.(map|nft\.json)$/;
// Only `next build` compiles, and images are served as they are.
const BUILD_PACKAGES = /^node_modules\/(@next\/swc-|@img\/)/;

interface LockedPackage {
  dev?: boolean;
  /** Needed by a development package, and optional in production. */
  devOptional?: boolean;
}

/** The folders of the packages that production needs, as package-lock.json lists them. */
export function productionPackages(): string[] {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  return Object.entries<LockedPackage>(lock.packages)
    .filter(([path, { dev, devOptional }]) => path && !dev && !devOptional && !BUILD_PACKAGES.test(path))
    .map(([path]) => path)
    .filter((path) => existsSync(join(root, path)));
}

/** Writes the folder. Throws a `Stop` if there is something in it. */
export async function packageTo(folder: string, say: (line: string) => void): Promise<void> {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Stop(`${folder} is not empty. Choose a new folder.`);
  await ensureBuild(say);
  say(`Writing ${folder} …`);
  copyVersion(folder);
  // Packages inside a package have entries of their own in the lock.
  for (const path of productionPackages())
    copyTree(path, folder, (inside) => inside !== `${path}/node_modules`);
  copyPrograms(folder);
  noteInstalled(folder);
  makeReadable(folder);
}

/** Writes what runs in production to a folder, without packages. Needs a build. */
export function copyVersion(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const file of FILES.flatMap((pattern) => globSync(pattern, { cwd: root })))
    if (!TEST.test(file) && statSync(join(root, file)).isFile()) copy(file, folder);
  copyTree(".next", folder, (path) => !BUILD_REMAINS.test(path));
}

const copy = (path: string, folder: string) => cpSync(join(root, path), join(folder, path));

/** Copies a folder with its links as they are. `wanted` gets paths relative to the project. */
function copyTree(path: string, folder: string, wanted: (path: string) => boolean): void {
  cpSync(join(root, path), join(folder, path), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => wanted(relative(root, source)),
  });
}

/** The links to programs of packages that are in the folder. */
function copyPrograms(folder: string): void {
  const links = join(root, "node_modules/.bin");
  const there = join(folder, "node_modules/.bin");
  mkdirSync(there);
  for (const name of readdirSync(links)) {
    const program = readlinkSync(join(links, name));
    if (existsSync(join(there, program))) symlinkSync(program, join(there, name));
  }
}

/** The server's user isn't the one who builds. It needs to read everything, and mustn't write anything. */
function makeReadable(path: string): void {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return;
  chmodSync(path, found.mode & 0o100 ? 0o755 : 0o644);
  if (found.isDirectory()) for (const name of readdirSync(path)) makeReadable(join(path, name));
}

if (import.meta.main) {
  const [target] = process.argv.slice(2);
  const say = (line: string) => console.log(line);
  try {
    if (!target) throw new Stop("Which folder? npm run package -- FOLDER");
    const folder = resolve(process.env.INIT_CWD ?? ".", target);
    await packageTo(folder, say);
    say(`${folder} is ready. Start it there with npm start.`);
  } catch (error) {
    console.error(error instanceof Stop ? error.message : (error as Error).stack);
    process.exit(1);
  }
}
