import { globSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Endpoint } from "#lib/api/endpoint.ts";

/** A path of the API and what answers there, by method. */
export interface Route {
  /** `/api/v1/keys/{id}` */
  path: string;
  /** Its groups are the parameters; null for a path without any. */
  pattern: RegExp | null;
  methods: Map<string, Endpoint>;
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

let routes: Promise<Route[]> | undefined;

/** Every route under app/api/v1, read from the folder: adding a file adds a route, to Next, to the desk and to the document. */
export function loadRoutes(): Promise<Route[]> {
  routes ??= Promise.all(globSync("app/api/v1/**/route.ts", { cwd: root() }).map(loadRoute)).then((found) =>
    found.sort((a, b) => (rank(a) < rank(b) ? -1 : 1)),
  );
  return routes;
}

// A fixed part comes before a parameter: /keys/import is not the key "import".
const rank = ({ path }: Route) => path.replaceAll("{", "~");

// Under Next this module is bundled and its own place says nothing; the process runs in the project's folder.
const root = () => process.cwd();

async function loadRoute(file: string): Promise<Route> {
  const module = await import(
    /* turbopackIgnore: true */ pathToFileURL(join(/* turbopackIgnore: true */ root(), file)).href
  );
  const path = `/${file.slice("app/".length, -"/route.ts".length)}`.replace(/\[(\w+)\]/g, "{$1}");
  return { path, pattern: patternOf(path), methods: endpointsOf(module, file) };
}

/** What a route's module answers, by method. Whatever was not made with `endpoint` would be open to everybody. */
export function endpointsOf(module: Record<string, unknown>, file: string): Map<string, Endpoint> {
  const exported = METHODS.flatMap((method) => {
    const handler = module[method];
    return handler ? [[method, handler as Endpoint] as const] : [];
  });
  for (const [method, { spec }] of exported)
    if (!spec) throw new Error(`${file}: ${method} must be created with endpoint().`);
  return new Map(exported);
}

function patternOf(path: string): RegExp | null {
  if (!path.includes("{")) return null;
  const source = path.replace(/[.]/g, "\\.").replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  return new RegExp(`^${source}$`);
}

/** The routes, found by the path of a request. */
export class RouteTable {
  #fixed: Map<string, Route>;
  #patterns: Route[];

  constructor(routes: Route[]) {
    this.#fixed = new Map(routes.filter(({ pattern }) => !pattern).map((route) => [route.path, route]));
    this.#patterns = routes.filter(({ pattern }) => pattern);
  }

  at(path: string): Route | null {
    return this.#fixed.get(path) ?? this.#patterns.find(({ pattern }) => pattern!.test(path)) ?? null;
  }
}

/** What a path of the API answers to. */
export function methodsOf({ methods }: Route): string[] {
  return [...methods.keys(), ...(methods.has("GET") ? ["HEAD"] : []), "OPTIONS"];
}
