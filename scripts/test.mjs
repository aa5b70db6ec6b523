// npm test: sets up all that the tests need, then runs them all.
import { launch } from "./launch.mjs";

launch("scripts/test.ts", process.argv.slice(2));
