// node scripts/run.mjs [Node options] <file.ts> [arguments]: runs a script on the project's own Node 24.
import { launch } from "./launch.mjs";

launch(process.argv[2], process.argv.slice(3));
