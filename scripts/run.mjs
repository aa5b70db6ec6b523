// node scripts/run.mjs <file.ts> [arguments]: any script of the project, on the Node that the project brings along.
import { launch } from "./launch.mjs";

launch(process.argv[2], process.argv.slice(3));
