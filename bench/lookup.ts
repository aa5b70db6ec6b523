// Answers each message of its parent with the microseconds that one look-up of a key by its hash takes, over many
// different keys of the database in DATA_DIR.
import { sqlite } from "#db/client.ts";
import { forGate } from "#db/queries/key-secrets.ts";

const LOOKUPS = 20_000;
const hashes = sqlite()!
  .control.prepare("select secret_hash from key_secrets order by random() limit ?")
  .pluck()
  .all(LOOKUPS) as string[];

process.on("message", async () => {
  const began = performance.now();
  for (let index = 0; index < LOOKUPS; index++) await forGate(hashes[index % hashes.length]!);
  process.send!({ microseconds: ((performance.now() - began) * 1000) / LOOKUPS });
});
