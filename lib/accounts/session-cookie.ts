import { env } from "#env.ts";

const secure = env.appUrl.startsWith("https:");

/** The browser's session cookie. The prefix `__Host-` ties it to this host and to https; http is for local use only. */
export const sessionCookie = {
  name: secure ? "__Host-latchkey-session" : "latchkey-session",
  options: { httpOnly: true, sameSite: "lax" as const, path: "/", secure },
};

/** The Set-Cookie header that removes the session cookie from a browser. */
export const endSessionCookie = () =>
  `${sessionCookie.name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
