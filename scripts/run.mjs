// node scripts/run.mjs [options of Node] <file.ts> [arguments]: any script of the project, on the Node that it brings along.
import { launch } from "./launch.mjs";

launch(process.argv[2], process.argv.slice(3));
