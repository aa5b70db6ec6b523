import { env } from "#env.ts";

const secure = env.appUrl.startsWith("https:");

/** The browser's session cookie. `__Host-` binds it to this host and to https; plain http is for a local machine. */
export const sessionCookie = {
  name: secure ? "__Host-latchkey-session" : "latchkey-session",
  options: { httpOnly: true, sameSite: "lax" as const, path: "/", secure },
};
