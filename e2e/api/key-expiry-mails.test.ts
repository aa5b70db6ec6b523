import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { query, setPlan } from "#e2e/api/store.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";

const DAY_MS = 86_400_000;
const KEYS = 1500;
let server: OwnServer;

beforeAll(async () => {
  const { dialect } = inject("server");
  server = await startTestServer({ dialect, postgresqlUrl: inject("postgresqlUrl") });
});
afterAll(() => server?.end());

const stored = (at: number) => (server.dialect === "sqlite" ? at : new Date(at));
/** Lets keys look as if they had been created long ago. */
const age = () => query(server, "update api_keys set created_at = $1", [stored(Date.now() - 100 * DAY_MS)]);
const soon = () => new Date(Date.now() + 30 * 3_600_000).toISOString();
const countOf = async (table: string) =>
  Number((await query(server, `select count(*) as n from ${table}`))[0]!.n);
/** Copies a key, without its secret. */
const copyKey = (name: string, times: number) =>
  query(
    server,
    `with recursive n (i) as (select 1 union all select i + 1 from n where i < ${times})
    insert into api_keys (id, workspace_id, environment, name, hint, scopes, metadata, created_by_type,
      created_by_id, root_user_id, created_at, expires_at)
    select k.id || '_' || n.i, k.workspace_id, k.environment, 'copy', k.hint, k.scopes, k.metadata,
      k.created_by_type, k.created_by_id, k.root_user_id, k.created_at, k.expires_at
    from api_keys k cross join n where k.name = $1`,
    [name],
  );
const expiryMails = async ({ email }: Developer) =>
  (await server.mailbox.all(email)).filter(({ subject }) => /expire/.test(subject));

test("the mail names the key, its hint and the date, never its secret, and can be switched off", async () => {
  const [ada, quiet] = [await newDeveloper(server), await newDeveloper(server)];
  const body = { notifications: { key_expiring: false } };
  await call(server, "PATCH", "/api/v1/me", { token: quiet.accessToken, body });
  const key = await newKey(server, ada, { name: "nightly import", expires_at: soon() });
  await newKey(server, quiet, { expires_at: soon() });
  await age();
  await server.restart();
  const mail = await server.mailbox.next(ada.email, { subject: /An API key expires on/ });
  expect(mail.text).toContain("nightly import");
  expect(mail.text).toContain("lk_live_");
  expect(mail.text + mail.html).not.toContain(key.secret);
  expect(mail.links).toEqual([`${server.url}/settings/api-keys`]);
  await server.restart();
  await delay(1500);
  expect(await expiryMails(ada)).toHaveLength(1);
  expect(await expiryMails(quiet)).toEqual([]);

  // A new date gets its own email.
  const token = ada.accessToken;
  const later = { expires_at: new Date(Date.now() + 6 * DAY_MS).toISOString() };
  expect((await call(server, "PATCH", `/api/v1/keys/${key.id}`, { token, body: later })).status).toBe(200);
  await server.restart();
  await server.mailbox.next(ada.email, { subject: /An API key expires on/ });
});

test("a server that is killed while it queues the emails notes each key once, together with its email", async () => {
  const ada = await newDeveloper(server);
  await setPlan(server, ada);
  await newKey(server, ada, { name: "first", expires_at: soon() });
  await age();
  await server.stop();
  const before = await countOf("key_expiry_notices");
  await copyKey("first", KEYS - 1);
  const starting = [20, 60, 120];
  for (const ms of starting) {
    const restarted = server.restart().catch(() => {});
    await delay(400 + ms);
    await server.kill();
    await restarted;
  }
  await server.restart();
  for (
    const deadline = Date.now() + 20_000;
    (await countOf("key_expiry_notices")) < before + KEYS;
    await delay(50)
  )
    if (Date.now() > deadline) throw new Error("Not all keys were noted within 20 s");
  expect(await countOf("key_expiry_notices")).toBe(before + KEYS);
  for (const deadline = Date.now() + 20_000; (await countOf("mails")) > 0; await delay(50))
    if (Date.now() > deadline) throw new Error("The emails were not sent within 20 s");
  const texts = (await expiryMails(ada)).map(({ subject }) => Number(/^\d+/.exec(subject)?.[0] ?? 1));
  // A kill between sending and noting that can repeat an email, but never a notice.
  expect(texts.reduce((sum, keys) => sum + keys, 0)).toBeGreaterThanOrEqual(KEYS);
}, 120_000);
