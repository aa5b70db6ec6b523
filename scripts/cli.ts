// npm run cli: administrative commands for the operator. They also work while the server runs.
import "#lib/server/loader-hooks.ts";

// Not a static import, because the loader hooks have to be registered before the modules are resolved.
const { main } = await import("./cli/main.ts");
await main(process.argv.slice(2));
