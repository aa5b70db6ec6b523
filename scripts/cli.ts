// npm run cli: what the operator does at the machine itself, also while the server runs.
import "#lib/server/loader-hooks.ts";

// Not a static import: the hooks that make a start quick have to be in place before the modules are looked up.
await import("./commands.ts");
