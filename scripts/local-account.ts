// Node runs this file before the server starts: it makes the account and the key that a newcomer can use at once,
// and prints them as one line of JSON (null off loopback).
import { close } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { prepareLocalAccount } from "#lib/accounts/local.ts";

await migrate();
const account = await prepareLocalAccount(new Date());
await close();
console.log(JSON.stringify(account));
