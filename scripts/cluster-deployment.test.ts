// The files that run several instances: what they must agree on with the server, with each other and with Kubernetes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { Ingress } from "kubernetes-models/networking.k8s.io/v1/Ingress";
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { PersistentVolumeClaim } from "kubernetes-models/v1/PersistentVolumeClaim";
import { Secret } from "kubernetes-models/v1/Secret";
import { Service } from "kubernetes-models/v1/Service";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { readEnv, SETTINGS } from "#env.ts";
import { root } from "#scripts/processes.ts";

const read = (path: string) => readFileSync(join(root, path), "utf8");
// biome-ignore lint/suspicious/noExplicitAny: documents of Kubernetes
const documents = (path: string) => parseAllDocuments(read(path)).map((one) => one.toJS() as any);
const kubernetes = documents("deploy/kubernetes-cluster.yaml");
const allOf = (kind: string) => kubernetes.filter((one) => one.kind === kind);
const [deployment] = allOf("Deployment");
const pod = deployment.spec.template.spec;
const container = pod.containers[0];
const compose = parse(read("compose.yaml"), { merge: true });
const page = read("content/docs/self-hosting/scaling.mdx");

const MODELS = {
  "v1/ConfigMap": ConfigMap,
  "v1/Secret": Secret,
  "v1/Service": Service,
  "v1/PersistentVolumeClaim": PersistentVolumeClaim,
  "apps/v1/Deployment": Deployment,
  "policy/v1/PodDisruptionBudget": PodDisruptionBudget,
  "networking.k8s.io/v1/Ingress": Ingress,
  "networking.k8s.io/v1/NetworkPolicy": NetworkPolicy,
};

test.each(["kubernetes.yaml", "kubernetes-cluster.yaml"])(
  "Kubernetes' own schemas accept deploy/%s",
  (file) => {
    const all = documents(`deploy/${file}`);
    expect(all.length).toBeGreaterThan(5);
    for (const one of all) {
      const Model = MODELS[`${one.apiVersion}/${one.kind}` as keyof typeof MODELS];
      expect(() => new Model(one).validate(), `${one.kind} ${one.metadata.name}`).not.toThrow();
    }
  },
);

test("the manifest names only settings that the server knows, and they are those of a cluster", () => {
  const values = { ...allOf("ConfigMap")[0].data, ...allOf("Secret")[0].stringData };
  expect(Object.keys(values).filter((name) => !SETTINGS.includes(name))).toEqual([]);
  expect(readEnv(values)).toMatchObject({
    appUrl: "https://keys.example.com",
    cluster: true,
    database: { dialect: "postgresql" },
    redis: { servers: { tls: true } },
  });
});

test("a rollout never has fewer instances, and neither has a node that is drained", () => {
  expect(deployment.spec.replicas).toBeGreaterThanOrEqual(2);
  expect(deployment.spec.strategy).toMatchObject({
    type: "RollingUpdate",
    rollingUpdate: { maxUnavailable: 0 },
  });
  const [budget] = allOf("PodDisruptionBudget");
  expect(budget.spec.minAvailable).toBeLessThan(deployment.spec.replicas);
  expect(budget.spec.selector).toEqual(deployment.spec.selector);
});

test("a pod has time for its pause and for requests in progress before it is killed", () => {
  const pauseSeconds = Number(container.lifecycle.preStop.exec.command[1]);
  const { failureThreshold, periodSeconds } = container.readinessProbe;
  expect(pauseSeconds).toBeGreaterThanOrEqual(failureThreshold * periodSeconds);
  const { drainSeconds } = readEnv({}) as { drainSeconds: number };
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(pauseSeconds + drainSeconds + 2);
});

test("probes, services, the ingress and the network policy lead to the pods' ports", () => {
  const ports = container.ports.map(({ name }: { name: string }) => name);
  expect(container.startupProbe.httpGet).toEqual({ path: "/readyz", port: "public" });
  expect(container.readinessProbe.httpGet).toEqual({ path: "/readyz", port: "public" });
  expect(container.livenessProbe.httpGet).toEqual({ path: "/healthz", port: "public" });
  for (const { spec } of allOf("Service")) {
    expect(deployment.spec.template.metadata.labels).toMatchObject(spec.selector);
    expect(ports).toContain(spec.ports[0].targetPort);
  }
  const [ingress] = allOf("Ingress");
  const { service } = ingress.spec.rules[0].http.paths[0].backend;
  const target = allOf("Service").find(({ metadata }) => metadata.name === service.name);
  expect(target.spec.ports.map(({ name }: { name: string }) => name)).toContain(service.port.name);
  for (const { ports: allowed } of allOf("NetworkPolicy")[0].spec.ingress)
    for (const { port } of allowed) expect(ports).toContain(port);
  const volumes = pod.volumes.map(({ name }: { name: string }) => name);
  for (const { name } of container.volumeMounts) expect(volumes).toContain(name);
});

test("the profile cluster of compose.yaml has two instances that differ only in their data and ports", () => {
  const { profiles, ports, volumes, ...second } = compose.services.latchkey2;
  const { ports: _ports, volumes: own, ...first } = compose.services.latchkey;
  expect(second).toEqual(first);
  expect([profiles, ports]).toEqual([["cluster"], []]);
  expect(volumes).not.toEqual(own);
  for (const name of ["postgres", "valkey", "haproxy"])
    expect(compose.services[name].profiles).toContain("cluster");
  for (const service of Object.values<{ volumes?: string[] }>(compose.services))
    for (const [from = ""] of (service.volumes ?? []).map((volume) => volume.split(":")))
      if (!from.startsWith(".")) expect(Object.keys(compose.volumes)).toContain(from);
});

test("HAProxy asks both services of compose.yaml on the ports of their server, at both of its own", () => {
  const config = read("deploy/haproxy-cluster.cfg");
  const { haproxy, latchkey } = compose.services;
  expect(haproxy.volumes[0]).toMatch(/^\.\/deploy\/haproxy-cluster\.cfg:/);
  const servers = [...config.matchAll(/^ {2}server \w+ (\S+) check$/gm)].map(([, address]) => address);
  const { PORT, GATE_PORT } = latchkey.environment;
  expect(servers).toEqual([PORT, GATE_PORT].flatMap((port) => [`latchkey:${port}`, `latchkey2:${port}`]));
  const bound = [...config.matchAll(/^ {2}bind :(\d+)$/gm)].map(([, port]) => port);
  expect(haproxy.ports.map((port: string) => port.split(":").at(-1))).toEqual(bound);
  expect([...config.matchAll(/httpchk GET (\S+)/g)].map(([, path]) => path)).toEqual(["/readyz", "/readyz"]);
});

test("the .env that the documentation shows for the profile cluster is valid", () => {
  const block = /^```sh\n(COMPOSE_PROFILES=cluster[\s\S]*?)^```$/m.exec(page)![1]!;
  const lines = block
    .trim()
    .split("\n")
    .map((line) => line.split(/=(.*)/s) as [string, string]);
  const others = ["COMPOSE_PROFILES", "POSTGRES_PASSWORD", "LATCHKEY"];
  expect(lines.map(([name]) => name).filter((name) => ![...SETTINGS, ...others].includes(name))).toEqual([]);
  const values = Object.fromEntries(lines);
  const env = readEnv({
    APP_URL: "https://keys.example.com",
    SMTP_URL: "smtp://mail.example.com",
    ...values,
  });
  expect(env).toMatchObject({
    cluster: true,
    redis: { servers: { addresses: [{ host: "valkey", port: 6379 }] } },
  });
  expect(values.DATABASE_URL).toContain(`:${values.POSTGRES_PASSWORD}@postgres/`);
  expect(values.LATCHKEY).toBe("haproxy:3000");
});
