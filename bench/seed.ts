// Fills a prepared database (see seeding.ts) with keys. Arguments: the number of keys with known secrets, ten per
// workspace, and the number of other keys in the local account's workspace. Writes the known secrets to a file, one per
// line. Prints its path, a revoked key and a session cookie as one line of JSON.
import { hash, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { mintToken } from "#lib/keys/token.ts";
import { copyRows } from "./copy-rows.ts";
import { instant, openStore } from "./store.ts";

const KEYS_A_WORKSPACE = 10;
const FORMAT = { prefix: "lk", include_environment: true, style: "base62" } as const;
const DAY_MS = 86_400_000;
const now = Date.now();
const [known = 0, more = 0] = process.argv.slice(2).map(Number);
const minted = Array.from({ length: known }, () => mintToken(FORMAT, "live"));
const revoked = mintToken(FORMAT, "live");
const session = randomBytes(32).toString("base64url");

const store = await openStore(process.env);
await store.run("begin");
await copyRows(store, "workspaces", Math.ceil(known / KEYS_A_WORKSPACE), { id: "'ws_bench' || i" });
await copyRows(store, "api_keys", known, {
  id: "'key_bench' || i",
  workspace_id: `'ws_bench' || (1 + (i - 1) / ${KEYS_A_WORKSPACE})`,
  environment: "'live'",
});
await store.run("create temp table minted (i integer primary key, secret_hash text)");
const hashes = JSON.stringify(minted.map(({ secretHash }) => secretHash));
await store.run(
  store.engine === "sqlite"
    ? "insert into minted select key + 1, value from json_each(?)"
    : "insert into minted select i, value from json_array_elements_text($1) with ordinality as listed(value, i)",
  hashes,
);
const secretHash = "(select secret_hash from minted where minted.i = n.i)";
await copyRows(store, "key_secrets", known, { secret_hash: secretHash, key_id: "'key_bench' || i" });
await copyRows(store, "api_keys", 1, {
  id: "'key_revoked'",
  environment: "'live'",
  revoked_at: instant(store, now),
});
await copyRows(store, "key_secrets", 1, { secret_hash: `'${revoked.secretHash}'`, key_id: "'key_revoked'" });
await copyRows(store, "api_keys", more, { id: "'key_more' || i", environment: "'live'" });
const anyHash = { sqlite: "lower(hex(randomblob(32)))", postgresql: "encode(sha256(i::text::bytea), 'hex')" };
await copyRows(store, "key_secrets", more, {
  secret_hash: anyHash[store.engine],
  key_id: "'key_more' || i",
});
await store.run(
  `insert into sessions (id, user_id, kind, token_hash, created_at, last_used_at, expires_at)
   select 'ses_bench', id, 'browser', '${hash("sha256", session)}', ${instant(store, now)}, ${instant(store, now)},
     ${instant(store, now + DAY_MS)} from users limit 1`,
);
await store.run("commit");
await store.close();

const keys = join(process.env.DATA_DIR!, "keys.txt");
writeFileSync(keys, minted.map(({ secret }) => `${secret}\n`).join(""));
console.log(JSON.stringify({ keys, revoked: revoked.secret, cookie: `latchkey-session=${session}` }));
