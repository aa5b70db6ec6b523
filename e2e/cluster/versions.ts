// This version and the one before it, to run beside each other.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { PREVIOUS_VERSION } from "#db/previous-version.ts";
import type { Version } from "#e2e/test-server.ts";
import { buildIn, commitId, unpackCommit } from "#scripts/earlier-version.ts";
import { copyVersion } from "#scripts/package.ts";
import { root, serverArguments } from "#scripts/processes.ts";

/** Builds the previous version. It is kept for the next run. Needs the project's whole history. */
export async function buildPreviousVersion(): Promise<Version> {
  const id = await commitId(PREVIOUS_VERSION.commit);
  const directory = join(root, ".data", `previous-${id}`);
  const stamp = join(directory, ".built");
  if (!existsSync(stamp)) {
    console.log(`Building the previous version, ${PREVIOUS_VERSION.commit} (only once) …`);
    await unpackCommit(id, directory, console.log);
    await buildIn(directory);
    writeFileSync(stamp, "");
  }
  const { scripts } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  return { directory, serverArguments: scripts.start.split(" ").slice(2) };
}

/** The name of the last of PostgreSQL's migrations that a version has. */
export const lastMigrationOf = ({ directory }: Pick<Version, "directory">): string =>
  journalOf(directory).entries.at(-1)!.tag;

interface Journal {
  entries: { idx: number; tag: string; when: number }[];
}

const MIGRATIONS = "db/migrations/postgresql";
const journalFile = (directory: string) => join(directory, MIGRATIONS, "meta/_journal.json");
const journalOf = (directory: string): Journal => JSON.parse(readFileSync(journalFile(directory), "utf8"));

/** Copies this version, which is built, and adds a migration to it. */
export function withMigration(statements: string[]): Version & { remove(): void } {
  mkdirSync(join(root, ".data"), { recursive: true, mode: 0o700 });
  const directory = mkdtempSync(join(root, ".data/next-version-"));
  copyVersion(directory);
  symlinkSync(join(root, "node_modules"), join(directory, "node_modules"));
  const journal = journalOf(directory);
  const tag = "9999_next";
  journal.entries.push({ ...journal.entries.at(-1)!, idx: journal.entries.length, tag, when: Date.now() });
  writeFileSync(journalFile(directory), JSON.stringify(journal));
  writeFileSync(join(directory, MIGRATIONS, `${tag}.sql`), statements.join(";--> statement-breakpoint\n"));
  return {
    directory,
    serverArguments,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
