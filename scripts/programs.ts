import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { installFromDebian, lastLines, mayInstallFromDebian } from "./debian.ts";
import { Stop } from "./stop.ts";

export const gateways = ["nginx", "caddy", "haproxy"] as const;
export type Gateway = (typeof gateways)[number];

/** Programs that tests run beside Latchkey, named as their Debian packages. */
const programs = [...gateways, "pgbouncer", "redis-server"] as const;
export type Program = (typeof programs)[number];

export const missingPrograms = () => programs.filter((name) => !find(name));

/** The paths of the programs on this machine. */
export function findPrograms(): Record<Program, string> {
  const missing = missingPrograms();
  if (missing.length > 0) throw new Stop(adviceFor(missing));
  return Object.fromEntries(programs.map((name) => [name, find(name)])) as Record<Program, string>;
}

/** The path of a program on this machine. */
export function findProgram(name: Program): string {
  const path = find(name);
  if (!path) throw new Stop(adviceFor([name]));
  return path;
}

/** Installs the missing programs from Debian, because there are no npm packages of them. */
export async function installPrograms(say: (line: string) => void): Promise<void> {
  const missing = missingPrograms();
  if (!mayInstallFromDebian()) throw new Stop(adviceFor(missing));
  say(`Installing ${missing.join(", ")} from Debian (apt-get install ${missing.join(" ")}) …`);
  const output = await installFromDebian(...missing);
  if (missingPrograms().length > 0) throw new Stop(`${adviceFor(missing)}\n${lastLines(output)}`);
}

const adviceFor = (missing: readonly string[]) =>
  `Tests run Latchkey behind gateways and a connection pool, and with Redis. Install ${missing.join(", ")} (apt-get install ${missing.join(" ")}).`;

// Debian installs servers in folders that are only in root's PATH.
function find(name: Program): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin"];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
