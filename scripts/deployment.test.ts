// What the files for going live must agree on with the server: names of settings, ports, times, the Node.js version.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { readEnv, SETTINGS } from "#env.ts";
import { root, run, serverArguments } from "#scripts/processes.ts";
import manifest from "../package.json" with { type: "json" };

const read = (path: string) => readFileSync(join(root, path), "utf8");
const dockerfile = read("Dockerfile");
const compose = parse(read("compose.yaml"), { merge: true });
const unit = read("deploy/latchkey.service");
// biome-ignore lint/suspicious/noExplicitAny: documents of Kubernetes
const kubernetes = parseAllDocuments(read("deploy/kubernetes.yaml")).map((one) => one.toJS() as any);
const ofKind = (kind: string) => kubernetes.find((one) => one.kind === kind);
const pod = ofKind("Deployment").spec.template.spec;
const container = pod.containers[0];

const DRAIN_SECONDS = 9;
const OTHERS = ["NODE_ENV", "NODE_COMPILE_CACHE", "MALLOC_ARENA_MAX", "PATH", "ENV_FILE", "LATCHKEY_CLI"];

const unknownTo = (names: string[]) => names.filter((name) => ![...SETTINGS, ...OTHERS].includes(name));

test("the image is built by the script that a test runs, and by the Node.js that runs it", () => {
  expect(dockerfile).toContain("RUN npm ci --include=dev");
  expect(dockerfile).toContain("RUN npm run package -- /app");
  expect(dockerfile).toContain(`FROM node:${manifest.dependencies.node}-`);
  const command = JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)![1]!);
  expect(command).toEqual(["node", ...serverArguments]);
  expect(unit).toContain(`node_modules/.bin/node ${serverArguments.join(" ")}\n`);
});

test("nothing runs as root, and nothing but the data can be written", () => {
  expect(dockerfile).toMatch(/^USER 10001:10001$/m);
  expect(dockerfile).toMatch(/^HEALTHCHECK /m);
  expect(compose.services.latchkey).toMatchObject({ read_only: true, cap_drop: ["ALL"] });
  expect(unit).toMatch(/^User=latchkey$/m);
  expect(unit).toMatch(/^ProtectSystem=strict$/m);
  expect(pod.securityContext).toMatchObject({ runAsNonRoot: true });
  expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true });
  expect(dockerfile).toContain(`--uid ${pod.securityContext.runAsUser}`);
});

test("they name only settings that the server knows", () => {
  const inImage = [...dockerfile.matchAll(/^(?:ENV| {3}) ([A-Z_]+)=/gm)].map(([, name]) => name!);
  const inUnit = [...unit.matchAll(/^Environment=([A-Z_]+)=/gm)].map(([, name]) => name!);
  expect(inImage).toContain("DATA_DIR");
  expect(inUnit).toContain("ENV_FILE");
  for (const names of [inImage, inUnit, Object.keys(compose.services.latchkey.environment)])
    expect(unknownTo(names)).toEqual([]);
  const { data } = ofKind("ConfigMap");
  const { stringData } = ofKind("Secret");
  expect(unknownTo([...Object.keys(data), ...Object.keys(stringData)])).toEqual([]);
  expect(readEnv({ ...data, ...stringData })).toMatchObject({ appUrl: "https://keys.example.com" });
});

test("an installed server calls the command line as its program is called", () => {
  expect(dockerfile).toMatch(/^ {4}LATCHKEY_CLI=latchkey \\$/m);
  expect(unit).toMatch(/^Environment=LATCHKEY_CLI=latchkey$/m);
  expect(read("deploy/latchkey.sh")).toMatch(/^export LATCHKEY_CLI=latchkey$/m);
});

test("the settings of compose.yaml are valid with the .env that its documentation shows", () => {
  const { environment } = compose.services.latchkey;
  const fixed = Object.entries(environment as Record<string, unknown>)
    .map(([name, value]) => [name, String(value).replace(/^\$\{\w+:-(.*)\}$/, "$1")] as const)
    .filter(([, value]) => !value.startsWith("$"));
  const own = { APP_URL: "https://keys.example.com", SMTP_URL: "smtp://mail.example.com:587" };
  expect(readEnv({ ...own, ...Object.fromEntries(fixed) })).toMatchObject({
    dataDir: "/data",
    host: "0.0.0.0",
    gateHost: "0.0.0.0",
    trustedProxies: [compose.networks.default.ipam.config[0].subnet],
  });
});

test("a stop waits longer than the server takes to answer its requests", () => {
  expect(readEnv({})).toMatchObject({ drainSeconds: DRAIN_SECONDS });
  expect(Number.parseInt(compose.services.latchkey.stop_grace_period, 10)).toBeGreaterThan(DRAIN_SECONDS + 2);
  expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)![1])).toBeGreaterThan(DRAIN_SECONDS + 2);
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(DRAIN_SECONDS + 2);
});

test("Kubernetes runs one process, and probes paths that the server answers", () => {
  expect(ofKind("Deployment").spec).toMatchObject({ replicas: 1, strategy: { type: "Recreate" } });
  const { startupProbe, readinessProbe, livenessProbe } = container;
  expect(startupProbe.httpGet.path).toBe("/readyz");
  expect(readinessProbe.httpGet.path).toBe("/readyz");
  expect(livenessProbe.httpGet.path).toBe("/healthz");
  const ports = container.ports.map((port: { name: string }) => port.name);
  for (const service of kubernetes.filter((one) => one.kind === "Service"))
    expect(ports).toContain(service.spec.ports[0].targetPort);
  const claimed = pod.volumes.map((volume: { name: string }) => volume.name);
  for (const { name } of container.volumeMounts) expect(claimed).toContain(name);
});

test("Litestream copies the file that the unit's server writes", () => {
  const [database] = parse(read("deploy/litestream.yml")).dbs;
  expect(database.path).toBe("/var/lib/latchkey/latchkey.db");
  expect(unit).toMatch(/^StateDirectory=latchkey$/m);
});

test("systemd accepts the unit", async () => {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-unit-"));
  const file = join(folder, "latchkey.service");
  // systemd looks for the program, and /opt/latchkey isn't there.
  writeFileSync(file, unit.replaceAll("/opt/latchkey", root));
  const { code, output } = await run("systemd-analyze", ["verify", file]);
  rmSync(folder, { recursive: true });
  if (output.includes("could not be started"))
    return console.warn("NOT TESTED: there is no systemd-analyze.");
  expect(output).toBe("");
  expect(code).toBe(0);
});
