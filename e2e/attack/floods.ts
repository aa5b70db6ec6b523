import { randomBytes } from "node:crypto";
import { Agent } from "node:http";
import { randomAddress } from "#e2e/api/people.ts";
import { ask, type GatewayRequest } from "#e2e/gateways/client.ts";
import type { Attack, Tally, Target } from "./target.ts";

export type Flood = (target: Target, at: number) => GatewayRequest & { url?: string };

/** Sends requests from that many clients as fast as they are answered. */
async function flood(
  target: Target,
  until: AbortSignal,
  tally: Tally,
  clients: number,
  next: Flood,
): Promise<void> {
  const connection = new Agent({ keepAlive: true, maxSockets: clients });
  const client = async () => {
    while (!until.aborted) {
      const { url = target.server.url, ...request } = next(target, tally.sent);
      tally.sent += 1;
      // An answer that never comes must not hold up the end.
      const ended = new Promise<null>((resolve) =>
        until.addEventListener("abort", () => resolve(null), { once: true }),
      );
      const answer = await Promise.race([ask(url, { ...request, connection }).catch(() => null), ended]);
      if (answer) tally.add(answer.status, answer.headers.get("retry-after"));
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  connection.destroy();
}

export const floodOf = (name: string, clients: number, next: Flood): Attack => ({
  name,
  run: (target, until, tally) => flood(target, until, tally, clients, next),
});

const from = (ip = randomAddress()): [string, string] => ["x-forwarded-for", ip];
const post = (path: string, body: object, ip?: string): GatewayRequest => ({
  method: "POST",
  path: `/api/v1/${path}`,
  headers: [["content-type", "application/json"], from(ip)],
  body: JSON.stringify(body),
});
const someone = () => ({ email: `flood-${randomBytes(6).toString("hex")}@example.test` });
const password = "a wrong but long password";

// One in two from the same network, as many networks would hide what one can do.
const network = (at: number) => (at % 2 === 0 ? randomAddress() : "203.0.113.7");

/** The routes that take the token of an emailed link, without a credential. */
const LINKS: ((token: string) => [string, object])[] = [
  (token) => ["invitations/preview", { token }],
  (token) => ["auth/signup", { invitation_token: token, password }],
  (token) => ["auth/password/set", { token, password }],
  (token) => ["auth/password/reset", { token, password }],
  (token) => ["auth/verify", { token, password }],
  (token) => ["me/email/confirm", { token }],
];

/** `eyJ` begins an access token: an expression that searches for tokens may try each of them. */
const LOOKS_LIKE_TOKENS = "eyJ".repeat(4900);
const HOSTILE: [string, string][] = [
  ["user-agent", LOOKS_LIKE_TOKENS],
  ["cookie", `latchkey-session=${"a=;".repeat(4900)}`],
  ["authorization", `Bearer ${"eyJ".repeat(4800)}`],
  ["x-forwarded-for", "1,".repeat(7000)],
  ["accept-encoding", "gzip;q=,".repeat(1800)],
  ["if-none-match", 'W/"x",'.repeat(2400)],
];

export const FLOODS: Attack[] = [
  floodOf("log-in flood", 32, (_, at) => post("auth/login", { ...someone(), password }, network(at))),
  floodOf("password resets from many networks", 32, () => post("auth/password/forgot", someone())),
  floodOf("sign-up flood", 32, (_, at) => post("auth/signup", { ...someone(), password }, network(at))),
  floodOf("made-up links of emails", 32, (_, at) => {
    const token = `lk_code_${randomBytes(32).toString("base64url")}`;
    return post(...LINKS[at % LINKS.length]!(token), network(at));
  }),
  floodOf("made-up keys", 32, ({ server }, at) => ({
    url: at % 2 === 0 ? server.url : server.gateUrl,
    path: at % 2 === 0 ? "/api/v1/me" : "/gate",
    key: `made-up-${randomBytes(16).toString("hex")}`,
    headers: [from()],
  })),
  floodOf("hostile headers", 8, ({ server }, at) => ({
    url: at % 3 === 0 ? server.gateUrl : server.url,
    path: ["/gate", "/login", "/api/v1/openapi.json"][at % 3]!,
    headers: [HOSTILE[Math.floor(at / 3) % HOSTILE.length]!],
  })),
  floodOf("openapi.json flood", 32, (_, at) => ({
    path: "/api/v1/openapi.json",
    headers: [["accept-encoding", ["identity", "gzip", "br"][at % 3]!]],
  })),
];
