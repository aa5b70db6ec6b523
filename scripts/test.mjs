// npm test: installs everything the tests need, and runs them.
import { launch } from "./launch.mjs";

launch("scripts/test.ts", process.argv.slice(2));
