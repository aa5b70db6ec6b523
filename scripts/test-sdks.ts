// npm run test:sdks: the tests of the SDKs in other languages than TypeScript, against the scripted server and a real Latchkey.
import { join } from "node:path";
import { startServers } from "#sdk/conformance/servers.ts";
import { endAll, onSignal, root, run } from "./processes.ts";

const SDKS = [
  { language: "python", tool: "python3", why: "Python 3.10 or later, with venv" },
  { language: "go", tool: "go", why: "Go 1.22 or later" },
  { language: "rust", tool: "cargo", why: "Rust 1.89 or later, with clippy and rustfmt" },
];

const has = async (tool: string) => (await run("sh", ["-c", `command -v ${tool}`])).code === 0;

/** Runs the tests of one SDK, and says whether they passed. A missing tool is a failure. */
async function test(sdk: (typeof SDKS)[number], environment: Record<string, string>): Promise<boolean> {
  console.log(`\n── ${sdk.language} ──`);
  if (!(await has(sdk.tool))) {
    console.log(`${sdk.tool} is missing. These tests need ${sdk.why}.`);
    return false;
  }
  const began = performance.now();
  const { code } = await run("bash", [join(root, "sdk", sdk.language, "test.sh")], {
    stdio: ["ignore", "inherit", "inherit"],
    // A process group, so that example servers that a stopped test leaves behind are ended too.
    detached: true,
    env: { ...process.env, ...environment },
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`${code === 0 ? "✓" : "✗"} ${sdk.language} (${seconds} s)`);
  return code === 0;
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !SDKS.some(({ language }) => language === name));
if (unknown.length > 0) {
  const known = SDKS.map(({ language }) => language).join(", ");
  console.error(`There are no tests of ${unknown.join(" and ")}. There are: ${known}.`);
  process.exit(1);
}
const chosen = SDKS.filter(({ language }) => asked.length === 0 || asked.includes(language));
const { environment, end } = await startServers();
onSignal(() => endAll().then(end), 130);
let passed = 0;
for (const sdk of chosen) if (await test(sdk, environment)) passed += 1;
await end();
console.log(`\n${passed} passed, ${chosen.length - passed} failed`);
process.exit(passed === chosen.length && passed > 0 ? 0 : 1);
