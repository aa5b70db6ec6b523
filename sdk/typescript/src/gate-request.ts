/** A client's request: a web `Request`, Node's `IncomingMessage`, or one of a framework. */
export interface GateRequest {
  method?: string | undefined;
  /** Path and query, or the whole URL. */
  url?: string | undefined;
  /** Express: the URL before a router has taken its part away. */
  originalUrl?: string | undefined;
  headers: { get(name: string): string | null } | Record<string, string | string[] | undefined>;
  /** The client's address, as the framework knows it. */
  ip?: string | undefined;
  /** Node: where the client's address is taken from, if there is no `ip`. */
  socket?: { remoteAddress?: string | undefined } | undefined;
}

/** What a request needs to pass. */
export interface Requirement {
  /** The key must have all of them. */
  scopes?: readonly string[] | undefined;
  /** How much the request counts against the limits. By default 1; 0 checks without counting. */
  cost?: number | undefined;
}

/** A header's value; null if the request doesn't have it. */
export function headerOf({ headers }: GateRequest, name: string): string | null {
  if (typeof headers.get === "function") return headers.get(name);
  const value = (headers as Record<string, string | string[] | undefined>)[name];
  return (Array.isArray(value) ? value.join(", ") : value) ?? null;
}

const ORIGIN = /^[a-z]{1,10}:\/\/[^/?#]*/i;

/** Path and query of a request. */
export function targetOf({ originalUrl, url = "/" }: GateRequest): string {
  const target = originalUrl ?? url;
  if (target.startsWith("/")) return target;
  const path = target.replace(ORIGIN, "").split("#", 1)[0]!;
  return path.startsWith("?") || path === "" ? `/${path}` : path;
}

/** What the gate is sent: the client's credential and who asked for what, and nothing else of the request. */
export function forwardedHeaders(request: GateRequest): [name: string, value: string][] {
  const headers: [string, string][] = [
    ["x-forwarded-method", request.method ?? "GET"],
    ["x-forwarded-uri", targetOf(request)],
  ];
  for (const name of ["x-api-key", "authorization"]) {
    const value = headerOf(request, name);
    if (value !== null) headers.push([name, value]);
  }
  const ip = request.ip ?? request.socket?.remoteAddress;
  if (ip) headers.push(["x-forwarded-for", ip]);
  return headers;
}

/** The query of `/gate`. */
export function queryOf({ scopes = [], cost }: Requirement): string {
  const parameters = scopes.map((scope) => `scope=${encodeURIComponent(scope)}`);
  if (cost !== undefined) parameters.push(`cost=${cost}`);
  return parameters.length > 0 ? `?${parameters.join("&")}` : "";
}
