import { globSync } from "node:fs";
import { RouteTable } from "#lib/api/route-table.ts";

// Under Next this module is bundled, and its own place says nothing; the process runs in the project's folder.
export const root = () => process.cwd();

/** The files of the API's routes, as paths in the project's folder. */
export const routeFiles = () => globSync("app/api/v1/**/route.ts", { cwd: root() });

/** `app/api/v1/keys/[id]/route.ts` → `/api/v1/keys/{id}` */
export function templateOf(file: string): string {
  return `/${file.slice("app/".length, -"/route.ts".length)}`.replace(/\[(\w+)\]/g, "{$1}");
}

let known: RouteTable<string> | undefined;

/** The templates of all routes, found by path: for a process that loads no endpoints itself. */
export function templates(): RouteTable<string> {
  known ??= new RouteTable(routeFiles().map((file) => [templateOf(file), templateOf(file)]));
  return known;
}
