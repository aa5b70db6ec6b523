import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { installFromDebian, lastLines, mayInstallFromDebian } from "./debian.ts";
import { Stop } from "./stop.ts";

export const gateways = ["nginx", "caddy", "haproxy"] as const;
export type Gateway = (typeof gateways)[number];

/** Paths of the gateways' programs on this machine, installed from Debian where one is missing and that may be done. */
export async function provideGateways(say: (line: string) => void): Promise<Record<Gateway, string>> {
  const missing = gateways.filter((name) => !find(name));
  if (missing.length === 0) return found();
  const packages = missing.join(" ");
  let output = "";
  if (mayInstallFromDebian()) {
    say(`Installing ${packages} (apt-get install ${packages}) …`);
    output = await installFromDebian(...missing);
  }
  if (gateways.every(find)) return found();
  throw new Stop(
    `The tests of examples/ run the gateways themselves, and there is no ${packages}: install it (apt-get install ${packages}).\n${lastLines(output)}`,
  );
}

const found = () => Object.fromEntries(gateways.map((name) => [name, find(name)])) as Record<Gateway, string>;

// Debian keeps servers where only root's PATH looks.
function find(name: Gateway): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin"];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
