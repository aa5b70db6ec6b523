import { type Answer, call } from "#e2e/api/client.ts";
import type { Person } from "#e2e/api/people.ts";
import type { Place } from "#e2e/world.ts";

export const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** `name=value` of every cookie that an answer sets. */
export const cookiesOf = (headers: Headers) =>
  headers.getSetCookie().map((cookie) => cookie.split(";", 1)[0]!);

/** next-auth's token against forged forms, and the cookie that goes with it. */
export async function csrf(place: Pick<Place, "url">) {
  const { headers, body } = await call(place, "GET", "/api/auth/csrf");
  return { csrfToken: body.csrfToken as string, cookie: cookiesOf(headers).join("; ") };
}

/** Logs in as the page's form does. */
export async function logInBrowser(place: Pick<Place, "url">, { email, password }: Person): Promise<Answer> {
  const { csrfToken, cookie } = await csrf(place);
  const form = new URLSearchParams({ csrfToken, email, password, json: "true" }).toString();
  return call(place, "POST", "/api/auth/callback/credentials", { cookie, rawBody: form, headers: FORM });
}

/** The cookie of a new browser session. */
export async function newSessionCookie(place: Pick<Place, "url">, person: Person): Promise<string> {
  const { headers } = await logInBrowser(place, person);
  const cookie = cookiesOf(headers).find((pair) => pair.startsWith("latchkey-session="));
  if (!cookie) throw new Error("The login set no session cookie");
  return cookie;
}
