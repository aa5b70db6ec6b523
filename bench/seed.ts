// Fills an empty database (DATA_DIR) with keys. Arguments: how many keys with a known secret, ten a workspace, and how
// many more in the local account's own workspace. The known secrets go to a file, one a line; its path, a revoked key
// and the cookie of a browser session are printed as one line of JSON. No limit of the plan is within reach.
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { close, sqlite } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { env } from "#env.ts";
import { prepareLocalAccount } from "#lib/accounts/local.ts";
import { sessionCookie } from "#lib/accounts/session-cookie.ts";
import { mintToken } from "#lib/keys/token.ts";
import { sha256 } from "#lib/opaque-token.ts";
import { changePlan, FIRST_PLAN } from "#lib/plans/plans.ts";
import { copyRows } from "./copy-rows.ts";

const KEYS_A_WORKSPACE = 10;
const FORMAT = { prefix: "lk", include_environment: true, style: "base62" } as const;
const DAY_MS = 86_400_000;
const [known = 0, more = 0] = process.argv.slice(2).map(Number);
const mint = (count: number) => Array.from({ length: count }, () => mintToken(FORMAT, "live"));

await migrate();
await prepareLocalAccount(new Date());
await changePlan(FIRST_PLAN, { requestsPerMinute: 100_000_000 });
const { control } = sqlite()!;
const minted = mint(known);
const [revoked] = mint(1);
control.transaction(() => {
  copyRows("workspaces", Math.ceil(known / KEYS_A_WORKSPACE), { id: "'ws_bench' || i" });
  copyRows("api_keys", known, {
    id: "'key_bench' || i",
    workspace_id: `'ws_bench' || (1 + (i - 1) / ${KEYS_A_WORKSPACE})`,
    environment: "'live'",
  });
  control.exec("create temp table minted (i integer primary key, secret_hash text)");
  const remember = control.prepare("insert into minted (secret_hash) values (?)");
  for (const { secretHash } of minted) remember.run(secretHash);
  const hash = "(select secret_hash from minted where minted.i = n.i)";
  copyRows("key_secrets", known, { secret_hash: hash, key_id: "'key_bench' || i" });
  copyRows("api_keys", 1, { id: "'key_revoked'", revoked_at: String(Date.now()) });
  copyRows("key_secrets", 1, { secret_hash: `'${revoked!.secretHash}'`, key_id: "'key_revoked'" });
  copyRows("api_keys", more, { id: "'key_more' || i", environment: "'live'" });
  copyRows("key_secrets", more, { secret_hash: "lower(hex(randomblob(32)))", key_id: "'key_more' || i" });
})();
const token = randomBytes(32).toString("base64url");
control
  .prepare(
    `insert into sessions (id, user_id, kind, token_hash, created_at, last_used_at, expires_at)
     select 'ses_bench', id, 'browser', @hash, @now, @now, @end from users limit 1`,
  )
  .run({ hash: sha256(token), now: Date.now(), end: Date.now() + DAY_MS });
control.pragma("wal_checkpoint(TRUNCATE)");
await close();

const keys = join(env.dataDir, "keys.txt");
writeFileSync(keys, minted.map(({ secret }) => `${secret}\n`).join(""));
console.log(JSON.stringify({ keys, revoked: revoked!.secret, cookie: `${sessionCookie.name}=${token}` }));
