import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareServer } from "#e2e/test-server.ts";
import { type Ended, end, root, run, serverArguments, start } from "#scripts/processes.ts";

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const parent = mkdtempSync(join(tmpdir(), "latchkey-package-"));
const folder = join(parent, "app");
const modules = join(folder, "node_modules");
const node = join(modules, ".bin/node");
let packaged: Ended;

beforeAll(async () => {
  chmodSync(parent, 0o755);
  packaged = await run("npm", ["run", "package", "--", folder]);
}, 300_000);
afterAll(() => rmSync(parent, { recursive: true, force: true }));

test("npm run package says what it has written, and never writes into a folder with files", async () => {
  expect(packaged.output).toContain(`${folder} is ready`);
  const again = await run("npm", ["run", "package", "--", folder]);
  expect(again.code).toBe(1);
  expect(again.output).toContain(`${folder} is not empty. Choose a new folder.`);
});

type LockedPackage = { dev?: boolean; devOptional?: boolean };

test("it has the packages of production, and neither development packages nor tests nor sources of pages", () => {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const { dependencies, devDependencies } = packages[""];
  for (const name of Object.keys(dependencies)) expect(existsSync(join(modules, name)), name).toBe(true);
  const isDevelopment = ({ dev, devOptional }: LockedPackage) => Boolean(dev || devOptional);
  // Also what the build puts into the pages' own code, such as the charts, and what that brings along: compilers.
  for (const name of [...Object.keys(devDependencies), "rolldown", "@scalar/api-client"])
    expect(existsSync(join(modules, name)), name).toBe(false);
  const development = Object.keys(packages).filter((path) => isDevelopment(packages[path]));
  expect(development.length).toBeGreaterThan(100);
  expect(development.filter((path) => existsSync(join(folder, path)))).toEqual([]);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const own = files.filter((file) => !/^(node_modules|\.next)\//.test(file));
  expect(own.filter((file) => /\.test\.tsx?$|\.tsx$|^e2e|^\.env(?!\.example$)|^\.data/.test(file))).toEqual(
    [],
  );
});

test("its command line names itself in messages, and says why it can't write a backup", async () => {
  const data = mkdtempSync(join(parent, "data-"));
  const env = { ...process.env, ENV_FILE: "", DATA_DIR: data, DATABASE_URL: `file:${data}/latchkey.db` };
  const script = join(folder, "deploy/latchkey.sh");
  const options = { cwd: parent, env: env as unknown as NodeJS.ProcessEnv };
  const unknown = await run("sh", [script, "no-such-command"], options);
  expect(unknown).toMatchObject({ code: 2, output: expect.stringContaining("Run latchkey help") });
  expect((await run("sh", [script, "help", "backup"], options)).stdout).toMatch(/^latchkey backup FILE/);
  const doctor = await run("sh", [script, "doctor", "--json"], {
    ...options,
    env: { ...options.env, SMTP_URL: "smtp://127.0.0.1:9" },
  });
  expect(doctor.stdout).toContain("send one: latchkey mail test EMAIL");
  expect(doctor.stdout).not.toContain("npm run");
  const closed = { ...options, env: { ...options.env, DATA_DIR: mkdtempSync(join(parent, "closed-")) } };
  const [asOther, ...rest] = isolated(data, ["sh", script, "doctor"]);
  const unreadable = await run(asOther!, rest, closed);
  if (isRoot) expect(unreadable.output).toContain("this user may not read");
  writeFileSync(join(data, "latchkey.db"), "");
  const [cli, ...words] = isolated(data, ["sh", script, "backup", join(parent, "a.db")]);
  const refused = await run(cli!, words, options);
  expect(refused.code).toBe(1);
  if (isRoot) expect(refused.output).toContain(`can't write to ${parent}. Choose another folder`);
});

test("it runs read-only as another user: API, pages and command line", async () => {
  const { server, settings, remove } = await prepareServer({ dialect: "sqlite" });
  const environment = { PATH: `${dirname(node)}:${process.env.PATH}`, HOME: "/nonexistent", ...settings };
  const options = { cwd: folder, env: environment as unknown as NodeJS.ProcessEnv };
  const log = openSync(server.logFile, "a");
  const [program, ...rest] = isolated(server.dataDir, [node, ...serverArguments]);
  const child = start(program!, rest, { ...options, stdio: ["ignore", log, log] });
  const status = (url: string) =>
    fetch(url).then(
      (answer) => answer.status,
      () => 0,
    );
  try {
    await expect.poll(() => status(`${server.url}/readyz`), { timeout: 40_000 }).toBe(200);
    for (const path of ["/api/v1/plans", "/api/v1/openapi.json", "/", "/login", "/docs/errors"])
      expect(await status(server.url + path), path).toBe(200);
    const [cli, ...words] = isolated(server.dataDir, [node, "scripts/cli.ts", "doctor"]);
    const doctor = await run(cli!, words, options);
    expect(doctor.output).toContain("Everything is fine.");
    const [health, ...file] = isolated(server.dataDir, [node, "deploy/health-check.mjs"]);
    expect((await run(health!, file, options)).code).toBe(0);
  } catch (error) {
    console.error(readFileSync(server.logFile, "utf8"));
    throw error;
  } finally {
    closeSync(log);
    await end(child);
    await remove();
  }
});

/** The command as another user for whom only `writable` isn't read-only. Without root, that can't be tested here. */
function isolated(writable: string, command: string[]): string[] {
  if (!isRoot) {
    console.warn("NOT TESTED: read-only and as another user. Both need root. The package runs as this user.");
    return command;
  }
  chownSync(writable, NOBODY, NOBODY);
  chmodSync(dirname(writable), 0o755);
  const script = join(root, "e2e/processes/read-only.sh");
  return ["unshare", "--mount", script, writable, String(NOBODY), ...command];
}
