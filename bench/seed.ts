// Fills an empty database (DATA_DIR) with keys. Arguments: how many keys, and of those how many with a known secret.
// Prints the known secrets as one line of JSON. The plan's limit is out of reach, so that no request is refused.
import { close, db, sqlite } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import * as keys from "#db/queries/keys.ts";
import * as plans from "#db/queries/plans.ts";
import { workspaces } from "#db/schema.ts";
import { mintToken } from "#lib/keys/token.ts";

const KEYS_A_WORKSPACE = 10;
const [total = 0, known = 0] = process.argv.slice(2).map(Number);
const createdAt = new Date();

await migrate();
await plans.insertMissing([{ id: "bench", name: "Bench", requestsPerMinute: 100_000_000, position: 1 }]);
const secrets: string[] = [];
for (let index = 0; index < known; index++) {
  const workspaceId = `ws_bench${Math.floor(index / KEYS_A_WORKSPACE)}`;
  if (index % KEYS_A_WORKSPACE === 0) {
    await db().insert(workspaces).values({ id: workspaceId, name: "Bench", planId: "bench", createdAt });
  }
  const { secret, secretHash, hint } = mintToken("lk", "live");
  await keys.insert(db(), {
    id: `key_bench${index}`,
    workspaceId,
    environment: "live",
    name: "bench",
    secretHash,
    hint,
    scopes: ["data:read"],
    metadata: {},
    createdByType: "user",
    createdById: "usr_bench",
    createdAt,
  });
  secrets.push(secret);
}
multiply(total - known);
await close();
console.log(JSON.stringify(secrets));

/** More keys like the first one, each with an id and a hash of its own: in one statement, because there may be a million. */
function multiply(count: number): void {
  if (count <= 0) return;
  const { control } = sqlite()!;
  const columns = control.prepare("select name from pragma_table_info('api_keys')").pluck().all() as string[];
  const own: Record<string, string> = {
    id: "'key_' || lower(hex(randomblob(12)))",
    secret_hash: "lower(hex(randomblob(32)))",
  };
  const values = columns.map((column) => own[column] ?? `first.${column}`);
  control
    .prepare(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
       insert into api_keys (${columns.join(", ")})
       select ${values.join(", ")} from n, (select * from api_keys where id = 'key_bench0') as first`,
    )
    .run(count);
  control.pragma("wal_checkpoint(TRUNCATE)");
}
