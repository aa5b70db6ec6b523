// A process that migrates as a starting server does, from the folder in its arguments, and may be killed meanwhile.
import "#lib/server/loader-hooks.ts";

const { close } = await import("#db/client.ts");
const { migrate } = await import("#db/migrate.ts");
process.send?.("migrating");
await migrate(process.argv[2]);
await close();
process.disconnect?.();
