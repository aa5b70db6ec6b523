// Starts what the tests of the SDKs need, and prints where it is: the scripted server and a real Latchkey, with a key that has
// every scope. Ends with Ctrl+C.
import { startServers } from "./servers.ts";

const { environment, end } = await startServers();
for (const [name, value] of Object.entries(environment)) console.log(`export ${name}=${value}`);
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => end().then(() => process.exit()));
