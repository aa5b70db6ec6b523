import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Endpoint } from "#lib/api/endpoint.ts";
import { RouteTable } from "#lib/api/route-table.ts";
import { root, routeFiles, templateOf } from "#lib/api/routes-of-folder.ts";

/** A path of the API and its endpoints by method. */
export interface Route {
  /** The template of the path, such as `/api/v1/keys/{id}`. */
  path: string;
  methods: Map<string, Endpoint>;
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

let routes: Promise<Route[]> | undefined;

/** Loads all routes from the files under app/api/v1. A new file adds a route to the server and to the document. */
export function loadRoutes(): Promise<Route[]> {
  routes ??= Promise.all(routeFiles().map(loadRoute)).then((found) =>
    found.sort((a, b) => (a.path < b.path ? -1 : 1)),
  );
  return routes;
}

/** Loads all routes, to be found by the path of a request. */
export async function loadRouteTable(): Promise<RouteTable<Route>> {
  return new RouteTable((await loadRoutes()).map((route) => [route.path, route]));
}

async function loadRoute(file: string): Promise<Route> {
  const module = await import(
    /* turbopackIgnore: true */ pathToFileURL(join(/* turbopackIgnore: true */ root(), file)).href
  );
  const path = templateOf(file);
  const methods = endpointsOf(module, file);
  for (const endpoint of methods.values()) endpoint.route = path;
  return { path, methods };
}

/**
 * The endpoints of a route's module, by method. Throws an error if a handler wasn't created with `endpoint()`, because
 * such a handler wouldn't check credentials.
 */
export function endpointsOf(module: Record<string, unknown>, file: string): Map<string, Endpoint> {
  const exported = METHODS.flatMap((method) => {
    const handler = module[method];
    return handler ? [[method, handler as Endpoint] as const] : [];
  });
  for (const [method, { spec }] of exported)
    if (!spec) throw new Error(`${file}: ${method} must be created with endpoint().`);
  return new Map(exported);
}

/** Whether a path doesn't exist for anyone but operators. */
export function isForOperators({ methods }: Route): boolean {
  return [...methods.values()].some(({ spec }) => spec.access === "operator");
}

/** The methods that a path of the API supports. */
export function methodsOf({ methods }: Route): string[] {
  return [...methods.keys(), ...(methods.has("GET") ? ["HEAD"] : []), "OPTIONS"];
}
