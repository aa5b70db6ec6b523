// Runs before the server starts. Creates an account and a key for local development, and prints them as a line of JSON
// (null if APP_URL isn't loopback).
import "#lib/server/loader-hooks.ts";

// Not static imports, because the loader hooks have to be registered before the modules are resolved.
const { close } = await import("#db/client.ts");
const { migrate } = await import("#db/migrate.ts");
const { prepareLocalAccount } = await import("#lib/accounts/local.ts");

await migrate();
const account = await prepareLocalAccount(new Date());
await close();
console.log(JSON.stringify(account));
