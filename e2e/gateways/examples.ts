import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "#scripts/processes.ts";
import type { Gateway } from "#scripts/programs.ts";

/** Where a test's processes listen: a port, or `host:port`. */
export interface Addresses {
  port: number;
  gate: string;
  upstream: string;
}

/** The addresses in an example, and what replaces them in a test. */
const LISTENS: Record<Gateway, (port: number) => Record<string, string>> = {
  nginx: (port) => ({ "listen 8080;": `listen 127.0.0.1:${port};` }),
  caddy: (port) => ({ ":8080 {": `:${port} {\n\tbind 127.0.0.1` }),
  haproxy: (port) => ({
    "bind :8080": `bind 127.0.0.1:${port}`,
    "abns@latchkey-gate": `abns@latchkey-gate-${port}`,
  }),
};

/** A configuration from examples/, unchanged except for its addresses. */
export function readExample(gateway: Gateway, file: string, addresses: Addresses): string {
  const instead = {
    ...LISTENS[gateway](addresses.port),
    "127.0.0.1:3001": addresses.gate,
    "127.0.0.1:4000": addresses.upstream,
  };
  let text = readFileSync(join(root, "examples", gateway, file), "utf8");
  for (const [from, to] of Object.entries(instead)) {
    if (!text.includes(from)) throw new Error(`There is no "${from}" in ${gateway}/${file}`);
    text = text.replaceAll(from, to);
  }
  return text;
}
