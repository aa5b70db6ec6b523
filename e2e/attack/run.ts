// npm run attack: attacks a built server on both databases with floods, slow clients, pipelines, forgeries and random
// requests, and prints what held. Takes less than ten minutes. Linux only, because it reads /proc.
//   npm run attack -- --dialect sqlite --only flood,chunked --seconds 10
import { setPriority } from "node:os";
import { parseArgs } from "node:util";
import { newKnown } from "#e2e/fuzz/known.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";
import { ensureBuild } from "#scripts/build.ts";
import { type PostgresqlServer, providePostgresql } from "#scripts/postgresql.ts";
import { endAll, onSignal } from "#scripts/processes.ts";
import { Stop } from "#scripts/stop.ts";
import { CONNECTION_ATTACKS } from "./connections.ts";
import { newCustomers } from "./customers.ts";
import { FLOODS } from "./floods.ts";
import { FUZZING } from "./fuzzing.ts";
import { LOG_FORGING } from "./log-forging.ts";
import { Prober } from "./prober.ts";
import { broken, table } from "./report.ts";
import { measureIdle, type Row, runAttack } from "./row.ts";
import { SIGNED_IN } from "./signed-in.ts";

const ATTACKS = [...CONNECTION_ATTACKS, ...FLOODS, ...SIGNED_IN, LOG_FORGING, ...FUZZING];
const DIALECTS = ["sqlite", "postgresql"] as const;
const IDLE_SECONDS = 5;
// The attackers must not take the processor from the server and from the honest client, as on another machine.
const NICE = 10;

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    dialect: { type: "string" },
    seconds: { type: "string", default: "3" },
  },
});
const wanted = values.only.split(",").map((part) => part.trim().toLowerCase());
const attacks = ATTACKS.filter(({ name }) => wanted.some((part) => name.toLowerCase().includes(part)));
const say = (line: string) => console.error(line);

async function attackOn(server: OwnServer, control: OwnServer, dialect: string): Promise<boolean> {
  const known = await newKnown(server);
  const target = { server, known, customers: await newCustomers(server) };
  const probers = {
    attacked: new Prober(server.gateUrl, known.key),
    control: new Prober(control.gateUrl, (await newKnown(control)).key),
  };
  if (process.platform === "linux") setPriority(NICE);
  const idle = await measureIdle(target, probers, IDLE_SECONDS);
  const rows: Row[] = [];
  for (const attack of attacks) {
    say(`${dialect}: ${attack.name}`);
    const row = await runAttack(target, probers, attack, Number(values.seconds));
    rows.push(row);
    // Pages that don't come back would fail all later rows, too.
    if (row.died || !Number.isFinite(row.pageMs.after)) await server.restart();
  }
  await Promise.all([probers.attacked.stop(), probers.control.stop()]);
  console.log(`\n${table(dialect, idle, rows)}`);
  return rows.every((row) => broken(row, idle).length === 0);
}

const start = (dialect: (typeof DIALECTS)[number]) =>
  startTestServer({
    dialect,
    postgresqlUrl: postgresql?.url,
    waitForPages: true,
    // So that one machine can play many networks.
    env: { TRUSTED_PROXIES: "127.0.0.1,::1" },
  });

async function attackAll(): Promise<boolean> {
  await ensureBuild(say);
  const held: boolean[] = [];
  for (const dialect of DIALECTS.filter((name) => !values.dialect || name === values.dialect)) {
    if (dialect === "postgresql") postgresql = await providePostgresql();
    const server = await start(dialect);
    const control = await start(dialect);
    held.push(await attackOn(server, control, dialect));
    await Promise.all([server.end(), control.end()]);
  }
  return held.length > 0 && held.every(Boolean);
}

let postgresql: PostgresqlServer | undefined;
const cleanUp = async () => {
  await endAll();
  await postgresql?.stop();
};
onSignal(cleanUp, 130);
const held = await attackAll().catch((error: Error) => {
  console.error(error instanceof Stop ? error.message : error);
  return false;
});
await cleanUp();
process.exit(held ? 0 : 1);
