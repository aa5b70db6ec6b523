// Fills an empty database (DATA_DIR) with keys. Arguments: how many keys with a known secret, and how many more.
// Prints the known secrets as one line of JSON. The plan's limit is out of reach, so that no request is refused.
import { close, sqlite } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { prepareLocalAccount } from "#lib/accounts/local.ts";
import { mintToken } from "#lib/keys/token.ts";
import { changePlan, FIRST_PLAN } from "#lib/plans/plans.ts";

const KEYS_A_WORKSPACE = 10;
const FORMAT = { prefix: "lk", include_environment: true, style: "base62" } as const;
const [known = 0, more = 0] = process.argv.slice(2).map(Number);

await migrate();
await prepareLocalAccount(new Date());
await changePlan(FIRST_PLAN, { requestsPerMinute: 100_000_000 });
const { control } = sqlite()!;
const minted = Array.from({ length: known }, () => mintToken(FORMAT, "live"));
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
  copyRows("api_keys", more, { id: "'key_more' || i" });
  copyRows("key_secrets", more, { secret_hash: "lower(hex(randomblob(32)))", key_id: "'key_more' || i" });
})();
control.pragma("wal_checkpoint(TRUNCATE)");
await close();
console.log(JSON.stringify(minted.map(({ secret }) => secret)));

/** Copies a table's first row; what differs from it is an expression of i = 1, 2, … One statement, for a million too. */
function copyRows(table: string, count: number, own: Record<string, string>): void {
  if (count <= 0) return;
  const columns = control.prepare("select name from pragma_table_info(?)").pluck().all(table) as string[];
  control
    .prepare(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
       insert into ${table} (${columns.join(", ")})
       select ${columns.map((column) => own[column] ?? `first.${column}`).join(", ")}
       from n, (select * from ${table} order by rowid limit 1) as first`,
    )
    .run(count);
}
