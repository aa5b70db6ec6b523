import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type ClientRequest, request } from "node:http";
import type { GatewayRequest } from "#e2e/gateways/client.ts";
import type { Customer } from "./customers.ts";
import { floodOf } from "./floods.ts";
import type { Attack, Tally, Target } from "./target.ts";

const unique = () => randomBytes(6).toString("hex");
const password = "a wrong but long password";

type Call = (customer: Customer) => [operation: string, body?: object];

/** Lists, searches and what is computed, also with what nothing matches: that is the most work. */
const READS: Call[] = [
  () => ["GET requests?limit=100"],
  () => [`GET requests?after=req_${"0".repeat(25)}`],
  () => ["GET requests?path=/nothing/has/this&status=4xx,5xx&limit=100"],
  () => ["GET usage/series?interval=minute&group_by=route&compare=previous"],
  () => ["GET usage/rate-limits"],
  () => ["GET usage/rate-limits/keys"],
  ({ keyId }) => [`GET keys/${keyId}/activity`],
  ({ keyId }) => [`GET keys/${keyId}/usage?made_with=previous`],
  () => ["GET keys?q=nothing-has-this&sort=-name&limit=100"],
  () => ["GET audit-events?action=key.imported&limit=100"],
  () => ["GET audit-events?limit=100"],
  ({ workspaceId }) => [`GET workspaces/${workspaceId}/members?limit=100`],
  () => ["GET me/export"],
  () => ["GET me/delete"],
];

const WRITES: Call[] = [
  () => ["POST workspaces", { name: `Flood ${unique()}` }],
  ({ workspaceId }) => [`PATCH workspaces/${workspaceId}`, { name: `Flood ${unique()}` }],
  ({ workspaceId }) => [
    `POST workspaces/${workspaceId}/invitations`,
    { email: `flood-${unique()}@example.test`, role: "viewer" },
  ],
  ({ workspaceId }) => [`POST workspaces/${workspaceId}/plan-requests`, { plan: "pro" }],
  ({ workspaceId, userId }) => [`PATCH workspaces/${workspaceId}/members/${userId}`, { role: "viewer" }],
  () => ["POST keys", { name: "flood" }],
  ({ keyId }) => ["POST keys/bulk", { action: "disable", ids: [keyId] }],
  ({ keyId }) => [`POST keys/${keyId}/rotate`, { overlap_seconds: 60 }],
  ({ keyId }) => [`POST keys/${keyId}/rotate/end`, {}],
  () => ["PATCH me", { name: "n".repeat(60) }],
  () => ["POST me/email", { new_email: `flood-${unique()}@example.test`, password }],
  () => ["POST me/password", { current_password: password, new_password: unique() + unique() }],
  () => ["POST me/delete", { password }],
  () => ["POST invitations/accept", { token: `lk_code_${randomBytes(32).toString("base64url")}` }],
];

/** What operators do, asked by others: with a key, with a session, and without a credential. */
const OPERATORS: Call[] = [
  () => ["GET operator/overview"],
  () => ["GET operator/users?q=a&limit=100"],
  () => ["GET operator/requests?status=500"],
  () => ["POST operator/lookup", { secret: `lk_live_${unique()}` }],
  ({ userId }) => [`PATCH operator/users/${userId}`, { operator: true }],
  ({ workspaceId }) => [`PATCH operator/workspaces/${workspaceId}`, { limits: { monthly_quota: null } }],
  () => ["PATCH operator/settings", { signup: "open" }],
  () => ["POST operator/mail/test", {}],
  () => ["DELETE operator/plans/pro"],
];

function called([operation, body]: [string, object?], credential: [string, string][]): GatewayRequest {
  const [method = "", path = ""] = operation.split(" ");
  const headers = [...credential];
  if (body) headers.push(["content-type", "application/json"]);
  return { method, path: `/api/v1/${path}`, headers, ...(body && { body: JSON.stringify(body) }) };
}

const sessionOf = ({ token }: Customer): [string, string][] => [["authorization", `Bearer ${token}`]];

/** Each customer in turn makes each of the calls in turn. */
function byCustomers(
  calls: Call[],
  { customers }: Target,
  at: number,
  credential: (customer: Customer, round: number) => [string, string][] = sessionOf,
): GatewayRequest {
  const customer = customers[at % customers.length]!;
  const round = Math.floor(at / customers.length);
  return called(calls[round % calls.length]!(customer), credential(customer, round));
}

const anyCredential = (customer: Customer, round: number): [string, string][] =>
  [sessionOf(customer), [["x-api-key", customer.key] as [string, string]], []][
    Math.floor(round / OPERATORS.length) % 3
  ]!;

const EXPORTS = ["audit-events?format=ndjson", "audit-events?format=csv", "requests/export?format=ndjson"];

/** Opens that many downloads per customer, and reads nothing of them until the end. */
async function neverRead(
  { server, customers }: Target,
  until: AbortSignal,
  tally: Tally,
  each: number,
): Promise<void> {
  const downloads: ClientRequest[] = [];
  for (let at = 0; at < customers.length * each; at += 1) {
    const { token } = customers[at % customers.length]!;
    const path = EXPORTS[at % EXPORTS.length]!;
    const sent = request(`${server.url}/api/v1/${path}`, { headers: { authorization: `Bearer ${token}` } });
    sent.on("error", () => {});
    sent.once("response", ({ statusCode = 0, headers }) => tally.add(statusCode, headers["retry-after"]));
    sent.end();
    tally.sent += 1;
    downloads.push(sent);
  }
  if (!until.aborted) await once(until, "abort");
  for (const download of downloads) download.destroy();
}

/** What people do to others once they have signed up: each of them can make 600 requests a minute with a session. */
export const SIGNED_IN: Attack[] = [
  floodOf("customers read and search everything", 32, (target, at) => byCustomers(READS, target, at)),
  floodOf("customers change everything", 32, (target, at) => byCustomers(WRITES, target, at)),
  floodOf("operators' routes, by others", 32, (target, at) =>
    byCustomers(OPERATORS, target, at, anyCredential),
  ),
  {
    name: "36 exports by 12 customers that nobody reads",
    run: (target, until, tally) => neverRead(target, until, tally, 3),
  },
];
