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

/** The credentials in a request, without the spaces around them. */
export function credentialsOf(request: GateRequest): [name: string, value: string][] {
  const found: [string, string][] = [];
  for (const name of ["x-api-key", "authorization"]) {
    const value = headerOf(request, name);
    if (value !== null) found.push([name, value.trim()]);
  }
  return found;
}

const ORIGIN = /^[a-z]{1,10}:\/\/[^/?#]*/i;
// Node gives bytes as they arrived, as characters up to ÿ. A header can carry those.
const NOT_SENDABLE = /[^ -~\x80-\xff]/gu;

/** Path and query of a request, as a header can carry them. */
export function targetOf({ originalUrl, url = "/" }: GateRequest): string {
  const text = (originalUrl ?? url).replace(/\p{Surrogate}/gu, "\ufffd");
  const target = text.replace(NOT_SENDABLE, encodeURIComponent);
  if (target.startsWith("/")) return target;
  const path = target.replace(ORIGIN, "").split("#", 1)[0]!;
  return path.startsWith("?") || path === "" ? `/${path}` : path;
}

/** What the gate is sent: the client's credential and who asked for what, and nothing else of the request. */
export function forwardedHeaders(request: GateRequest): [name: string, value: string][] {
  const method = request.method ?? "GET";
  const headers: [string, string][] = [
    ["x-forwarded-method", /^[a-z-]{1,20}$/i.test(method) ? method : "OTHER"],
    ["x-forwarded-uri", targetOf(request)],
    ...credentialsOf(request),
  ];
  const ip = request.ip ?? request.socket?.remoteAddress;
  // What a proxy's header says may be anything, and could make the question one that can't be sent.
  if (ip && /^[\da-f.:]{1,45}(%[\w.-]{1,20})?$/i.test(ip)) headers.push(["x-forwarded-for", ip]);
  return headers;
}

/** The query of `/gate`. */
export function queryOf({ scopes = [], cost }: Requirement): string {
  const parameters = scopes.map((scope) => `scope=${encodeURIComponent(scope)}`);
  if (cost !== undefined) parameters.push(`cost=${cost}`);
  return parameters.length > 0 ? `?${parameters.join("&")}` : "";
}
