import { setTimeout as delay } from "node:timers/promises";
import type { Latency, Prober } from "./prober.ts";
import { type Attack, lives, openDescriptors, residentMb, Tally, type Target, takenSlots } from "./target.ts";

/** The undisturbed server. */
export interface Idle {
  latency: Latency;
  mb: number;
}

/** What one attack did to the server. */
export interface Row {
  name: string;
  tally: Tally;
  latency: Latency;
  /** The gate of a second server on the same machine, which nobody attacks, in the same seconds. */
  control: Latency;
  mostMb: number;
  /** Requests to pages that are still in progress after all attackers have left. */
  lostSlots: number;
  /** Descriptors that are still open by then, beyond those before the attack. */
  moreDescriptors: number;
  /** How long an honest visitor waits for a page, during and after the attack. */
  pageMs: { during: number; after: number };
  died: boolean;
}

/** Ask the gate of the attacked server and that of the control at the same time. */
export type Probers = { attacked: Prober; control: Prober };

const beginAll = ({ attacked, control }: Probers) => {
  attacked.begin();
  control.begin();
};

async function endAll({ attacked, control }: Probers): Promise<Pick<Row, "latency" | "control">> {
  const [latency, other] = await Promise.all([attacked.end(), control.end()]);
  return { latency, control: other };
}

const SAMPLE_EVERY_MS = 100;
const PATIENCE_MS = 5000;

const WARM_PATHS = [
  "/login",
  "/signup",
  "/forgot-password",
  "/docs",
  "/docs/errors",
  "/api/v1/openapi.json",
  "/nowhere",
];
const WARM_ROUNDS = 60;

/** Measures the undisturbed server after some honest visits: a new process takes less memory than one that has worked. */
export async function measureIdle(target: Target, probers: Probers, seconds: number): Promise<Idle> {
  for (let round = 0; round < WARM_ROUNDS; round += 1) {
    const visits = WARM_PATHS.map((path) =>
      fetch(new URL(path, target.server.url)).then((page) => page.text()),
    );
    await Promise.all(visits);
  }
  beginAll(probers);
  await delay(seconds * 1000);
  const { latency } = await endAll(probers);
  return { latency, mb: residentMb(target) };
}

/** Runs one attack, and measures what honest clients see meanwhile and what is left afterwards. */
export async function runAttack(
  target: Target,
  probers: Probers,
  attack: Attack,
  seconds: number,
): Promise<Row> {
  const tally = new Tally();
  const descriptors = openDescriptors(target);
  const memory = watchMemory(target);
  const until = AbortSignal.timeout(seconds * 1000);
  beginAll(probers);
  const [during] = await Promise.all([
    delay(seconds * 600).then(() => visitPage(target)),
    attack.run(target, until, tally),
  ]);
  const seen = { name: attack.name, tally, ...(await endAll(probers)), mostMb: memory.stop() };
  if (!lives(target)) return dead(seen);
  const lostSlots = await untilFree(target);
  return {
    ...seen,
    lostSlots,
    moreDescriptors: openDescriptors(target) - descriptors,
    pageMs: { during, after: await visitPage(target) },
    died: false,
  };
}

const dead = (seen: Pick<Row, "name" | "tally" | "latency" | "control" | "mostMb">): Row => ({
  ...seen,
  lostSlots: Number.NaN,
  moreDescriptors: Number.NaN,
  pageMs: { during: Number.POSITIVE_INFINITY, after: Number.POSITIVE_INFINITY },
  died: true,
});

function watchMemory(target: Target) {
  let mostMb = residentMb(target);
  const timer = setInterval(() => {
    if (lives(target)) mostMb = Math.max(mostMb, residentMb(target));
  }, SAMPLE_EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return mostMb;
    },
  };
}

/** Waits at most five seconds until no request to a page is in progress. Returns how many are. */
async function untilFree(target: Target): Promise<number> {
  for (const deadline = Date.now() + PATIENCE_MS; ; await delay(SAMPLE_EVERY_MS)) {
    const taken = await takenSlots(target);
    if (!(taken > 0) || Date.now() > deadline) return taken;
  }
}

/** How long a visitor waits for a page, in milliseconds; infinite if it doesn't come. */
async function visitPage({ server }: Target): Promise<number> {
  const began = performance.now();
  try {
    const answer = await fetch(`${server.url}/login`, {
      headers: { connection: "close", "x-forwarded-for": "198.51.100.9" },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await answer.text();
    return answer.status === 200 ? performance.now() - began : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
