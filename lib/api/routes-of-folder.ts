import { globSync } from "node:fs";
import { RouteTable } from "#lib/api/route-table.ts";

// Next bundles this module, so import.meta.dirname can't be used. The process always runs in the project's folder.
export const root = () => process.cwd();

/** The files of the API's routes, relative to the project's folder. */
export const routeFiles = () => globSync("app/api/v1/**/route.ts", { cwd: root() });

/** `app/api/v1/keys/[id]/route.ts` → `/api/v1/keys/{id}` */
export function templateOf(file: string): string {
  return `/${file.slice("app/".length, -"/route.ts".length)}`.replace(/\[(\w+)\]/g, "{$1}");
}

let table: RouteTable<string> | undefined;

/** Finds the template of a path without loading the endpoints. */
export function templates(): RouteTable<string> {
  table ??= new RouteTable(routeFiles().map((file) => [templateOf(file), templateOf(file)]));
  return table;
}
