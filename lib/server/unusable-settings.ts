import { accessSync, constants, mkdtempSync, rmdirSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { makeFolder } from "#db/make-folder.ts";
import type { Env } from "#env.ts";

type Settings = Pick<Env, "dataDir" | "database" | "host" | "gateHost">;

/**
 * The valid settings that don't work on this machine, as lines for the list of invalid ones. Creates the folders of the
 * data directory and the database.
 */
export async function unusableSettings({ dataDir, database, host, gateHost }: Settings): Promise<string[]> {
  const lines = [unusableFolder("DATA_DIR", dataDir)];
  if (database.dialect === "sqlite") {
    const folder = dirname(database.file);
    const unusable = folder === dataDir ? null : unusableFolder("DATABASE_URL", folder);
    lines.push(unusable ?? (lines[0] ? null : unusableFile(database.file)));
  }
  lines.push(await unusableAddress("HOST", host), await unusableAddress("GATE_HOST", gateHost));
  return lines.filter((line) => line !== null);
}

function unusableFolder(setting: string, path: string): string | null {
  try {
    makeFolder(path);
    if (!statSync(path).isDirectory()) return `${setting}: ${path} is not a directory`;
    rmdirSync(mkdtempSync(join(path, ".check-")));
    return null;
  } catch (error) {
    return `${setting}: ${path} can't be used as a directory, because ${reasonOf(error)}`;
  }
}

function unusableFile(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return null;
  if (!found.isFile()) return `DATABASE_URL: ${path} is not a file`;
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return null;
  } catch (error) {
    return `DATABASE_URL: ${path} can't be used, because ${reasonOf(error)}`;
  }
}

function unusableAddress(setting: string, host: string): Promise<string | null> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once("error", (error) =>
      resolve(`${setting}: the server can't listen on ${host}, because ${reasonOf(error)}`),
    );
    probe.listen(0, host, () => probe.close(() => resolve(null)));
  });
}

const REASONS: Record<string, string> = {
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  ENOENT: "it can't be created there",
  ENOTDIR: "a part of the path is not a directory",
  EEXIST: "a part of the path is not a directory",
  ENAMETOOLONG: "its name is too long",
  ENOTFOUND: "no machine has this name. Use an IP address of this machine",
  EAI_AGAIN: "this name can't be looked up. Use an IP address of this machine",
  EADDRNOTAVAIL: "this machine doesn't have this address",
  EAFNOSUPPORT: "this machine doesn't support such addresses",
};

function reasonOf(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}
