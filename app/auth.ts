import { cookies, headers } from "next/headers";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { pathOnSite } from "#components/auth/safe-next.ts";
import { deviceCookie, deviceOf } from "#lib/accounts/device-cookie.ts";
import { logInBrowser } from "#lib/accounts/log-in.ts";
import { Login } from "#lib/accounts/schema.ts";
import { sessionCookie } from "#lib/accounts/session-cookie.ts";
import { actorOfCookie, endBrowserSession } from "#lib/accounts/sessions.ts";
import type { Visitor } from "#lib/accounts/visitor.ts";
import type { Client } from "#lib/client.ts";
import { clockMs } from "#lib/clock.ts";
import { readUserAgent } from "#lib/gate/gate-request.ts";
import { log } from "#lib/log.ts";
import { isProblem } from "#lib/problem.ts";
import { clientIpOf, requestIdOf } from "#lib/server/next-app.ts";
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
          ...clientOf(request.headers),
          device: deviceOf(request.headers?.cookie),
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
    // For `callbackUrl`, which anyone can send.
    redirect: async ({ url, baseUrl }) => baseUrl + (pathOnSite(url, baseUrl) ?? ""),
    jwt: async ({ token, user }) =>
      user ? { ...token, sessionToken: (user as { sessionToken?: string }).sessionToken } : token,
  },
  // A browser can call this logger with any text, through /api/auth/_log. Only the server has errors.
  logger: {
    error: (code, metadata) => {
      const err = metadata instanceof Error ? metadata : metadata.error;
      if (err instanceof Error) log.warn({ code, err }, "the browser's login failed");
    },
    warn: () => {},
    debug: () => {},
  },
  events: {
    signOut: async ({ token }) =>
      noteUnavailable(
        endBrowserSession(
          String(token?.sessionToken ?? ""),
          clientOf(Object.fromEntries(await headers())),
          now(),
        ),
      ),
  },
};

const clientOf = (sent: Record<string, unknown> | undefined): Client => ({
  ip: clientIpOf(sent),
  userAgent: readUserAgent(String(sent?.["user-agent"] ?? "")),
  requestId: requestIdOf(sent),
});

/** Logs in with these credentials. Errors reach the form as `code`, the reason if it is forbidden, or `code:retryAfterSeconds`. */
async function logIn(credentials: unknown, client: Client & Visitor) {
  const { email, password } = credentials as Record<string, unknown>;
  const login = Login.safeParse({ email, password });
  if (!login.success) throw new Error("invalid_credentials");
  try {
    const { userId, token, device } = await noteUnavailable(logInBrowser(login.data, client, now()));
    (await cookies()).set(deviceCookie.name, device, deviceCookie.options);
    return { id: userId, sessionToken: token };
  } catch (error) {
    if (!isProblem(error)) throw new Error("unavailable");
    const { retryAfterSeconds, reason } = error.extras;
    const code = error.code === "forbidden" && reason ? reason : error.code;
    throw new Error(retryAfterSeconds === undefined ? code : `${code}:${retryAfterSeconds}`);
  }
}
