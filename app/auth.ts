import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { logInBrowser } from "#lib/accounts/log-in.ts";
import { Login } from "#lib/accounts/schema.ts";
import { sessionCookie } from "#lib/accounts/session-cookie.ts";
import { actorOfCookie, endBrowserSession } from "#lib/accounts/sessions.ts";
import type { Client } from "#lib/client.ts";
import { clockMs } from "#lib/clock.ts";
import { readUserAgent } from "#lib/gate/gate-request.ts";
import { isProblem } from "#lib/problem.ts";
import { clientIpOf } from "#lib/server/next-app.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

const SESSION_SECONDS = 30 * 86_400;
const now = () => new Date(clockMs());

// next-auth manages the cookie only. The session is a row in our database, and the "JWT" is just its opaque token.
export const authOptions: NextAuthOptions = {
  pages: { signIn: "/login", error: "/login" },
  session: { strategy: "jwt", maxAge: SESSION_SECONDS },
  cookies: { sessionToken: sessionCookie },
  providers: [
    CredentialsProvider({
      credentials: { email: {}, password: {} },
      authorize: async (credentials, request) =>
        logIn(credentials, {
          ip: clientIpOf(request.headers),
          userAgent: readUserAgent(String(request.headers?.["user-agent"] ?? "")),
        }),
    }),
  ],
  jwt: {
    encode: async ({ token }) => String(token?.sessionToken ?? ""),
    decode: async ({ token }) => {
      const actor = token ? await noteUnavailable(actorOfCookie(token, now())) : null;
      return actor && { sub: actor.userId, email: actor.email, name: actor.name, sessionToken: token };
    },
  },
  callbacks: {
    redirect: ({ url, baseUrl }) => {
      const target = URL.parse(url, baseUrl);
      return target?.origin === baseUrl ? target.href : baseUrl;
    },
    jwt: async ({ token, user }) =>
      user ? { ...token, sessionToken: (user as { sessionToken?: string }).sessionToken } : token,
  },
  events: {
    signOut: async ({ token }) =>
      noteUnavailable(endBrowserSession(String(token?.sessionToken ?? ""), now())),
  },
};

/** Logs in with these credentials. Errors reach the form as `code` or `code:retryAfterSeconds`. */
async function logIn(credentials: unknown, client: Client) {
  const { email, password } = credentials as Record<string, unknown>;
  const login = Login.safeParse({ email, password });
  if (!login.success) throw new Error("invalid_credentials");
  try {
    const { userId, token } = await noteUnavailable(logInBrowser(login.data, client, now()));
    return { id: userId, sessionToken: token };
  } catch (error) {
    if (!isProblem(error)) throw new Error("unavailable");
    const { retryAfterSeconds } = error.extras;
    throw new Error(retryAfterSeconds === undefined ? error.code : `${error.code}:${retryAfterSeconds}`);
  }
}
