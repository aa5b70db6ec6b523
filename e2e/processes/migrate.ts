// A process that migrates as the server does at its start, from the folder named, and may be killed meanwhile.
import { close } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";

process.send?.("migrating");
await migrate(process.argv[2]);
await close();
process.disconnect?.();
