// npm run up: from a fresh clone to a running Latchkey.
import { launch } from "./launch.mjs";

launch("scripts/up.ts", process.argv.slice(2));
