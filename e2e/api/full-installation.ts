import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { type Answer, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { askGate } from "#e2e/api/gate-client.ts";
import { invitation, workspaceOf } from "#e2e/api/invitations.ts";
import { newOperator, operate } from "#e2e/api/operators.ts";
import { account, newPerson, randomAddress } from "#e2e/api/people.ts";
import { query, setPlan } from "#e2e/api/store.ts";
import { cli } from "#e2e/operator.ts";
import type { OwnServer, TestServer } from "#e2e/test-server.ts";

const DAY_MS = 86_400_000;
const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path d="M0 0h2v2H0z" fill="#0a7d5c"/></svg>`;

/** People and keys of an installation that has something of everything. */
export interface FullInstallation {
  operator: Developer;
  ada: Developer;
  workspaceId: string;
  /** A key that was used a few times, with everything that a key can have. */
  key: { id: string; secret: string };
  /** A key in the overlap of a rotation, with both of its secrets. */
  rotated: { id: string; secrets: string[] };
  /** A revoked key. */
  revoked: string;
  /** A key whose own limit is used up. */
  limited: string;
  /** A key of a workspace whose monthly quota is used up. */
  overQuota: string;
  /** A request with an Idempotency-Key, and its answer. */
  repeated: { request: () => Promise<Answer>; answer: Answer };
  /** Somebody who failed to log in too often, from this address. */
  blocked: { email: string; ip: string };
  /** Somebody whose email waits to be sent. */
  mailed: string;
}

/** Creates the installation with the API and the command line, and ends the server as `kill -9` does. */
export async function fillInstallation(server: OwnServer): Promise<FullInstallation> {
  const operator = await newOperator(server);
  const ada = await newDeveloper(server, { name: "Ada “Countess” Lovelace 🦆" });
  await setPlan(server, ada);
  const workspaceId = await workspaceOf(server, ada);
  await settings(server, operator);
  const blocked = await people(server, ada);
  const keys = await createKeys(server, ada);
  const overQuota = await exhaustQuota(server);
  const repeated = await repeat(server, ada);
  // Emails about expiring keys are queued when the server starts.
  await query(server, "update api_keys set created_at = created_at - $1", [100 * DAY_MS]);
  await server.restart();
  await server.mailbox.next(ada.email, { subject: /expires/ });
  await exhaust(server, keys.limited, 3);
  for (let i = 0; i < 5; i += 1) await call(server, "GET", "/api/v1/me", { key: keys.key.secret });
  await call(server, "GET", "/api/v1/nothing", { key: keys.key.secret });
  await askGate(server, { headers: [["X-API-Key", `lk_live_${"a1".repeat(18)}`]] });
  // Some of them are staged when the server is killed: the compactor is never that fast.
  await Promise.all(
    Array.from({ length: 300 }, () => call(server, "GET", "/api/v1/me", { key: keys.rotated.secrets[1]! })),
  );
  await server.kill();
  const { code, output } = await cli(server, "user", "set-password", operator.email);
  expect(code, output).toBe(0);
  return { operator, ada, workspaceId, ...keys, overQuota, repeated, blocked, mailed: operator.email };
}

async function settings(server: OwnServer, operator: Developer): Promise<void> {
  const logo = join(server.dataDir, "logo.svg");
  writeFileSync(logo, LOGO);
  for (const words of [
    ["settings", "set", "--name", "Duck “API” 🦆", "--accent", "#0a7d5c"],
    ["settings", "logo", logo],
    ["service", "create", "billing"],
    ["plan", "create", "tiny", "--rpm", "100", "--quota", "4"],
  ])
    expect(await cli(server, ...words)).toMatchObject({ code: 0 });
  const scope = { name: "ducks:feed", description: "Feed the ducks" };
  expect((await operate(server, operator, "POST", "scopes", scope)).status).toBe(201);
}

/** An invitation, a sign-up, an email change, a workspace's own scope, and somebody who guesses a password. */
async function people(server: OwnServer, ada: Developer): Promise<FullInstallation["blocked"]> {
  const { accessToken: token, password } = ada;
  await invitation(server, undefined, "developer", ada);
  const [ben, change] = [newPerson(), newPerson()];
  expect((await account(server, "signup", ben)).status).toBe(202);
  await server.mailbox.next(ben.email);
  const body = { new_email: change.email, password };
  expect((await call(server, "POST", "/api/v1/me/email", { token, body })).status).toBe(202);
  await server.mailbox.next(change.email);
  const scope = { name: "orders:pack", description: "Pack orders" };
  expect((await call(server, "POST", "/api/v1/scopes", { token, body: scope })).status).toBe(201);
  const blocked = { email: ada.email, ip: randomAddress() };
  for (let status = 401; status === 401; ) {
    const wrong = { email: ada.email, password: "wrong password" };
    status = (await account(server, "login", wrong, blocked.ip)).status;
  }
  return blocked;
}

async function createKeys(server: OwnServer, ada: Developer) {
  const { accessToken: token } = ada;
  const key = await newKey(server, ada, {
    name: 'Müller & Söhne \\ "quoted", {braced} 🦆',
    scopes: ["orders:pack", "ducks:feed"],
    external_id: "customer 7",
    metadata: {
      team: "blue",
      nested: { list: [1, null, true, 1.5e-7, 9007199254740991], "": "empty" },
      z: 1,
      a: 2,
    },
    expires_at: new Date(Date.now() + DAY_MS).toISOString(),
  });
  const first = await newKey(server, ada, { name: "rotated" });
  const rotate = { token, body: { overlap_seconds: 86_400 } };
  const next = await call(server, "POST", `/api/v1/keys/${first.id}/rotate`, rotate);
  const revoked = await newKey(server, ada, { name: "revoked" });
  await call(server, "DELETE", `/api/v1/keys/${revoked.id}`, { token });
  const limit = { requests: 3, window_seconds: 86_400 };
  const limited = await newKey(server, ada, { name: "limited", rate_limit: limit });
  return {
    key: { id: key.id, secret: key.secret },
    rotated: { id: first.id, secrets: [first.secret, next.body.data.secret] },
    revoked: revoked.secret,
    limited: limited.secret,
  };
}

async function exhaustQuota(server: OwnServer): Promise<string> {
  const ben = await newDeveloper(server);
  const { secret } = await newKey(server, ben);
  const moved = await cli(server, "workspace", "plan", await workspaceOf(server, ben), "tiny");
  expect(moved).toMatchObject({ code: 0 });
  await exhaust(server, secret, 4);
  return secret;
}

/** Uses a limit up, and expects that it is. */
async function exhaust(server: TestServer, secret: string, limit: number): Promise<void> {
  for (let i = 0; i <= limit; i += 1)
    expect((await call(server, "GET", "/api/v1/me", { key: secret })).status).toBe(i < limit ? 200 : 429);
}

async function repeat(server: OwnServer, { accessToken: token }: Developer) {
  const headers = { "idempotency-key": "create-once" };
  const request = () =>
    call(server, "POST", "/api/v1/keys", { token, headers, body: { name: "created once" } });
  const answer = await request();
  expect(answer.status).toBe(201);
  return { request, answer };
}

/** What the API says about the installation, apart from what its own reading changes. */
export async function readInstallation(
  server: TestServer,
  { ada, operator, workspaceId, key, rotated }: FullInstallation,
): Promise<Record<string, unknown>> {
  const asAda = async (path: string) =>
    (await call(server, "GET", `/api/v1/${path}`, { token: ada.accessToken })).body;
  const asOperator = async (path: string) => (await operate(server, operator, "GET", path)).body;
  const read: Record<string, unknown> = {};
  for (const path of [
    "me",
    "keys?limit=100",
    `keys/${key.id}`,
    `keys/${rotated.id}`,
    `requests?key_id=${key.id}`,
    "usage",
    "usage/series?interval=day&group_by=route",
    `keys/${key.id}/usage`,
    "audit-events?limit=100",
    "scopes",
    "workspaces",
    `workspaces/${workspaceId}/members`,
    `workspaces/${workspaceId}/invitations`,
  ])
    read[path] = await asAda(path);
  for (const path of ["users?limit=100", "workspaces", "plans", "scopes", "services", "settings"])
    read[`operator/${path}`] = await asOperator(path);
  const { data } = read["operator/settings"] as { data: { branding: { logo_url: string } } };
  const image = await fetch(new URL(data.branding.logo_url, server.url));
  read.logo = createHash("sha256")
    .update(await image.bytes())
    .digest("hex");
  return read;
}
