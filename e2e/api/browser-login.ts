import { call, type Developer } from "#e2e/api/client.ts";
import type { TestServer } from "#e2e/test-server.ts";

export const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** `name=value` of every cookie that an answer sets. */
export const cookiesOf = (headers: Headers) =>
  headers.getSetCookie().map((cookie) => cookie.split(";", 1)[0]!);

/** next-auth's CSRF token and its cookie. */
export async function csrf(server: Pick<TestServer, "url">) {
  const { headers, body } = await call(server, "GET", "/api/auth/csrf");
  return { csrfToken: body.csrfToken as string, cookie: cookiesOf(headers).join("; ") };
}

/** Logs in as the login form does. `cookies` are sent in addition to next-auth's. */
export async function logIn(
  server: Pick<TestServer, "url">,
  { email, password }: Pick<Developer, "email" | "password">,
  { ip, cookies = [] }: { ip?: string; cookies?: string[] } = {},
) {
  const { csrfToken, cookie } = await csrf(server);
  const rawBody = new URLSearchParams({ csrfToken, email, password, json: "true" }).toString();
  const headers = ip ? { ...FORM, "x-forwarded-for": ip } : FORM;
  const sent = [cookie, ...cookies].join("; ");
  return call(server, "POST", "/api/auth/callback/credentials", { cookie: sent, rawBody, headers });
}

/** Logs out as the button on the page does. */
export async function signOut(server: Pick<TestServer, "url">, cookie: string) {
  const token = await csrf(server);
  const form = new URLSearchParams({ csrfToken: token.csrfToken, json: "true" }).toString();
  const cookies = `${cookie}; ${token.cookie}`;
  return call(server, "POST", "/api/auth/signout", { cookie: cookies, rawBody: form, headers: FORM });
}

/** Logs in and returns the session cookie. */
export async function sessionCookie(server: Pick<TestServer, "url">, developer: Developer): Promise<string> {
  const { headers } = await logIn(server, developer);
  const cookie = cookiesOf(headers).find((pair) => pair.startsWith("latchkey-session="));
  if (!cookie) throw new Error("The login set no session cookie");
  return cookie;
}
