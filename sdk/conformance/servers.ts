import { once } from "node:events";
import { cpSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { newDeveloper, newKey } from "#e2e/api/client.ts";
import { newOperator, operate } from "#e2e/api/operators.ts";
import { setPlan } from "#e2e/api/store.ts";
import { startTestServer } from "#e2e/test-server.ts";
import { ensureBuild } from "#scripts/build.ts";
import { bin, end as endProcess, root, start } from "#scripts/processes.ts";
import { buildCli } from "#sdk/cli/build.ts";
import { allExamples } from "#sdk/conformance/examples.ts";

/** The scopes of the key of the tests. */
export const SCOPES = [
  "keys:read",
  "keys:write",
  "keys:verify",
  "usage:read",
  "workspace:read",
  "audit:read",
  "data:read",
];

/** The servers of the SDKs' tests. */
export interface SdkServers {
  /** What the tests read, by the names of the variables. */
  environment: Record<string, string>;
  end(): Promise<void>;
}

/** Starts the scripted server and a real Latchkey on SQLite, with a key that has every scope and no limit that tests reach. */
export async function startServers(): Promise<SdkServers> {
  await ensureBuild(console.error);
  const scripted = start(bin("node"), [join(root, "sdk/conformance/server.mjs")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: scripted.stdout! });
  const [control] = (await once(lines, "line")) as [string];
  const server = await startTestServer({ dialect: "sqlite", env: { TRUSTED_PROXIES: "127.0.0.1,::1" } });
  const developer = await newDeveloper(server);
  await setPlan(server, developer);
  const { secret } = await newKey(server, developer, { scopes: SCOPES });
  const folder = dirname(server.dataDir);
  const cli = await installCli(join(folder, "cli"));
  const examples = join(folder, "examples.json");
  const service = await operate(server, await newOperator(server), "POST", "services", { name: "sdks" });
  const target = { url: server.url, secret, serviceSecret: service.body.data.secret };
  writeFileSync(examples, allExamples(target), { mode: 0o600 });
  return {
    environment: {
      LATCHKEY_TEST_CONTROL_URL: control,
      LATCHKEY_TEST_BASE_URL: server.url,
      LATCHKEY_TEST_GATE_URL: server.gateUrl,
      LATCHKEY_TEST_API_KEY: secret,
      LATCHKEY_TEST_MAIL_FOLDER: server.mailbox.folder,
      LATCHKEY_TEST_CLI: cli,
      LATCHKEY_TEST_EXAMPLES: examples,
    },
    end: async () => {
      await endProcess(scripted);
      await server.end();
    },
  };
}

/** Builds the command line into a folder, as npm would install it there. Gives its program. */
async function installCli(folder: string): Promise<string> {
  const program = join(folder, "dist/latchkey.js");
  await buildCli(dirname(program));
  cpSync(join(root, "sdk/cli/package.json"), join(folder, "package.json"));
  return program;
}
