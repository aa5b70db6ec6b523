import { randomBytes, randomInt } from "node:crypto";
import { contractViolation } from "#e2e/api/contract.ts";
import type { TestServer } from "#e2e/test-server.ts";

export interface Call {
  /** Sent as `X-API-Key`. */
  key?: string;
  /** Sent as `Authorization: Bearer`. */
  token?: string;
  cookie?: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent unchanged, as JSON unless `headers` has a content type. */
  rawBody?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed if it is JSON, else text; null if it is empty. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into what came over the wire, of any shape
  body: any;
}

/**
 * Sends one HTTP request, for example `call(server, "GET", "/api/v1/me", { key })`. Follows no redirect.
 * Throws if the response contradicts the server's OpenAPI document.
 */
export async function call(
  server: Pick<TestServer, "url">,
  method: string,
  path: string,
  request: Call = {},
): Promise<Answer> {
  const { key, token, cookie, body, rawBody } = request;
  const headers = new Headers(request.headers);
  if (key) headers.set("x-api-key", key);
  if (token) headers.set("authorization", `Bearer ${token}`);
  if (cookie) headers.set("cookie", cookie);
  const sent = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
  if (sent !== undefined && !headers.has("content-type")) headers.set("content-type", "application/json");
  const response = await fetch(server.url + path, { method, headers, body: sent, redirect: "manual" });
  const answered = await read(response);
  const wrong = await contractViolation(server, method, path, response, answered);
  if (wrong) throw new Error(`The answer is not what the OpenAPI document says. ${wrong}`);
  return { status: response.status, headers: response.headers, body: answered };
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text();
  const type = response.headers.get("content-type") ?? "";
  // A file can be empty.
  if (text === "") return type === "application/x-ndjson" ? "" : null;
  return /[/+]json/.test(type) ? JSON.parse(text) : text;
}

export interface Developer {
  email: string;
  password: string;
  accessToken: string;
  refreshToken: string;
}

/** Signs up a new user, verifies the address with the mailed link, and logs in. */
export async function newDeveloper(server: TestServer, { name = "Test Developer" } = {}): Promise<Developer> {
  const email = `dev-${randomBytes(6).toString("hex")}@example.test`;
  const password = randomBytes(12).toString("base64url");
  // Attempts are limited by address, so every developer gets their own.
  const headers = { "x-forwarded-for": `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}` };
  const post = (path: string, body: object) =>
    call(server, "POST", `/api/v1/auth/${path}`, { body, headers });
  expectStatus(202, await post("signup", { email, password, name }));
  const { links } = await server.mailbox.next(email);
  const token = links.map((link) => new URL(link).searchParams.get("token")).find(Boolean);
  expectStatus(200, await post("verify", { token }));
  const login = expectStatus(200, await post("login", { email, password }));
  const { access_token: accessToken, refresh_token: refreshToken } = login.body.data;
  return { email, password, accessToken, refreshToken };
}

export interface NewKey {
  id: string;
  secret: string;
  hint: string;
  created_by: { user_id: string };
}

/** Creates a key as this developer; `body` as for `POST /api/v1/keys`. */
export async function newKey(server: TestServer, developer: Developer, body: object = {}): Promise<NewKey> {
  const token = developer.accessToken;
  const made = await call(server, "POST", "/api/v1/keys", { token, body: { name: "test", ...body } });
  return expectStatus(201, made).body.data;
}

function expectStatus(status: number, answer: Answer): Answer {
  if (answer.status === status) return answer;
  throw new Error(`Expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`);
}
