// Runs before the server starts: creates the account and the key that a newcomer can use right away, and prints them as
// one line of JSON (null off loopback).
import "#lib/server/loader-hooks.ts";

// Not static imports: the hooks that make a start quick have to be in place before the modules are looked up.
const { close } = await import("#db/client.ts");
const { migrate } = await import("#db/migrate.ts");
const { prepareLocalAccount } = await import("#lib/accounts/local.ts");

await migrate();
const account = await prepareLocalAccount(new Date());
await close();
console.log(JSON.stringify(account));
