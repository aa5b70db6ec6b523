// npm run up: installs, builds and starts Latchkey.
import { launch } from "./launch.mjs";

launch("scripts/up.ts", process.argv.slice(2));
