import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { installFromDebian, lastLines, mayInstallFromDebian } from "./debian.ts";
import { Stop } from "./stop.ts";

export const gateways = ["nginx", "caddy", "haproxy"] as const;
export type Gateway = (typeof gateways)[number];

export const missingGateways = () => gateways.filter((name) => !find(name));

/** The paths of the gateways' programs on this machine. */
export function findGateways(): Record<Gateway, string> {
  const missing = missingGateways();
  if (missing.length > 0) throw new Stop(adviceFor(missing));
  return Object.fromEntries(gateways.map((name) => [name, find(name)])) as Record<Gateway, string>;
}

/** Installs the missing gateways from Debian, because there are no npm packages of them. */
export async function installGateways(say: (line: string) => void): Promise<void> {
  const missing = missingGateways();
  if (!mayInstallFromDebian()) throw new Stop(adviceFor(missing));
  say(`Installing ${missing.join(", ")} from Debian (apt-get install ${missing.join(" ")}) …`);
  const output = await installFromDebian(...missing);
  if (missingGateways().length > 0) throw new Stop(`${adviceFor(missing)}\n${lastLines(output)}`);
}

const adviceFor = (missing: readonly string[]) =>
  `The tests of examples/ run the gateways themselves. Install ${missing.join(", ")} (apt-get install ${missing.join(" ")}).`;

// Debian installs servers in folders that are only in root's PATH.
function find(name: Gateway): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin"];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
