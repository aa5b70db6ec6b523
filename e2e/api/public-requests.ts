import type { GatewayRequest } from "#e2e/gateways/client.ts";

/** A request that anyone can send without a credential. */
export interface PublicRequest extends GatewayRequest {
  name: string;
  /** Sent to the gate port. */
  gate?: true;
  /** More than a millisecond, for the few that are known to take longer. */
  mostMicros?: number;
}

const JSON_TYPE: [string, string] = ["content-type", "application/json"];
const FORM_TYPE: [string, string] = ["content-type", "application/x-www-form-urlencoded"];

const get = (path: string, name = path): PublicRequest => ({ name, path });
const post = (path: string, body: object | string, name = "POST"): PublicRequest => ({
  name: `${name} ${path}`,
  method: "POST",
  path: path.startsWith("/") ? `/api/v1${path}` : `/api/v1/auth/${path}`,
  headers: [JSON_TYPE],
  body: typeof body === "string" ? body : JSON.stringify(body),
});

const email = "nobody@example.test";
const password = "a wrong but long password";
const token = `lk_code_${"x".repeat(43)}`;

/** What a client sends that means well, or is just wrong. */
const ORDINARY: PublicRequest[] = [
  get("/api/v1/openapi.json"),
  { ...get("/api/v1/openapi.json", "openapi.json with br"), headers: [["accept-encoding", "br"]] },
  { ...get("/api/v1/openapi.json", "openapi.json, 304"), headers: [["if-none-match", "*"]] },
  get("/api/v1/plans"),
  get("/.well-known/jwks.json"),
  get("/docs/errors"),
  get("/docs/quickstart"),
  get("/docs/quickstart.md"),
  get("/docs/search.json"),
  get("/llms-full.txt"),
  get("/"),
  get("/login"),
  get("/branding/icon.svg"),
  get("/no-such-page"),
  get("/api/auth/csrf"),
  get("/api/auth/session"),
  {
    name: "POST /api/auth/signout",
    method: "POST",
    path: "/api/auth/signout",
    headers: [FORM_TYPE],
    body: "a=b",
  },
  get("/api/v1/scopes", "/api/v1/scopes without a credential"),
  get("/api/v1/me", "/api/v1/me without a credential"),
  { ...get("/api/v1/me", "/api/v1/me with a mistyped key"), key: `lk_live_${"a".repeat(36)}` },
  { ...get("/api/v1/me", "/api/v1/me with an unknown key"), key: "somebody-elses-key-1" },
  get("/api/v1/nothing", "an unknown path of the API"),
  { name: "a wrong method", method: "DELETE", path: "/api/v1/plans" },
  { name: "OPTIONS", method: "OPTIONS", path: "/api/v1/keys" },
  // Commits the failed attempt to disk.
  { ...post("login", { email, password }), mostMicros: 3000 },
  post("login", "{", "malformed"),
  post("signup", { email: "not an address", password }, "invalid"),
  post("verify", { token }),
  post("verification", { email }),
  post("password/forgot", { email }),
  post("password/reset", { token, password }),
  post("password/set", { token, password }),
  post("signup", { invitation_token: token, password }, "sign up with an invitation:"),
  post("/invitations/preview", { token }),
  post("/invitations/preview", { token: "x" }, "malformed"),
  post("/me/email/confirm", { token }),
  get("/api/v1/operator/overview", "/api/v1/operator/overview without a credential"),
  get("/api/v1/audit-events?format=csv", "an export without a credential"),
  post("refresh", { refresh_token: token }),
  post("logout", { refresh_token: token }),
  { ...get("/healthz", "/healthz (gate port)"), gate: true },
  { ...get("/readyz", "/readyz (gate port)"), gate: true },
  { ...get("/metrics", "/metrics (gate port)"), gate: true },
  { ...get("/gate", "/gate without a key (gate port)"), gate: true },
  { ...get("/nothing", "an unknown path (gate port)"), gate: true },
];

const KIB = 1024;
const members = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`m${at}`, 1]));
const query = (count: number) => Array.from({ length: count }, (_, at) => `p${at}`).join("&");

/** The most expensive input that the limits allow. */
const EXPENSIVE: PublicRequest[] = [
  post("login", { email, password, ...members(5000) }, "5,000 unknown fields:"),
  post("login", { email: "a@".repeat(31 * KIB), password }, "an address of 62 KiB:"),
  post("signup", { email, password: "x".repeat(63 * KIB) }, "a password of 63 KiB:"),
  post("login", `[${"{},".repeat(21 * KIB)}{}]`, "21,000 objects:"),
  post("login", `{"a":"${"\\ud83d\\ude00".repeat(5 * KIB)}"}`, "60 KiB of escapes:"),
  { ...get(`/api/v1/plans?${query(1300)}`, "1,300 parameters: /api/v1/plans") },
  { ...get(`/api/v1/me?${query(1300)}`, "1,300 parameters: /api/v1/me") },
  { ...get(`/api/v1/${"a/".repeat(4000)}`, "a path of 4,000 segments") },
  {
    ...get("/api/v1/plans", "500 headers"),
    headers: Array.from({ length: 500 }, (_, at) => [`x-header-number-${at}`, "1"]),
  },
  { ...get("/api/v1/me", "a cookie of 14 KiB"), headers: [["cookie", "a=;".repeat(4700)]] },
  {
    ...get("/api/auth/csrf", "/api/auth/csrf with a cookie of 14 KiB"),
    headers: [["cookie", "a=;".repeat(4700)]],
  },
  // Each address is compared with the trusted proxies.
  {
    ...get("/api/v1/me", "X-Forwarded-For of 14 KiB"),
    mostMicros: 2500,
    headers: [["x-forwarded-for", "127.0.0.1,".repeat(1400)]],
  },
  {
    ...get("/api/v1/openapi.json", "Accept-Encoding of 14 KiB"),
    headers: [["accept-encoding", "x;q=1,".repeat(2300)]],
  },
  {
    ...get("/api/v1/openapi.json", "If-None-Match of 14 KiB"),
    headers: [["if-none-match", 'W/"x",'.repeat(2300)]],
  },
  { ...get(`/gate/${"a/".repeat(6000)}?${query(1300)}`, "/gate with a long URL (gate port)"), gate: true },
];

export const PUBLIC_REQUESTS = [...ORDINARY, ...EXPENSIVE];
