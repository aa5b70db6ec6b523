// A process of a cluster that decides and logs requests as the gate does, without a server. Its parent sends `Run`s.
import { rowAt } from "#e2e/unit/rows.ts";
import { limiter, requestLog, shareCounters } from "#lib/limits/adapters.ts";
import type { Policy } from "#lib/limits/limiter.ts";

/** Clients that send requests one after the other, each until one is refused or it has sent `most`. */
export interface Run {
  policies: Policy[];
  owner: { workspaceId: string; keyId: string };
  clients: number;
  most: number;
}

export interface Answered {
  accepted: number;
  refused: number;
  unavailable: number;
}

type Outcome = keyof Answered;

async function request({ policies, owner }: Run): Promise<Outcome> {
  try {
    for (;;) {
      const decision = await limiter().take(policies, 1);
      const { at, cost, refusal, epoch } = decision;
      const row = rowAt(at, { ...owner, cost, status: refusal ? 429 : 200 });
      try {
        const appended = await requestLog().append(row, [], epoch);
        if (appended === "appended") return refusal ? "refused" : "accepted";
      } catch (error) {
        await limiter().refund(decision);
        throw error;
      }
      await limiter().refund(decision);
    }
  } catch {
    return "unavailable";
  }
}

async function run(wanted: Run): Promise<Answered> {
  const answered: Answered = { accepted: 0, refused: 0, unavailable: 0 };
  const client = async () => {
    for (let sent = 0; sent < wanted.most; sent += 1) {
      const outcome = await request(wanted);
      answered[outcome] += 1;
      if (outcome === "accepted") process.send?.("accepted");
      if (outcome === "refused") return;
      if (outcome === "unavailable") await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  await Promise.all(Array.from({ length: wanted.clients }, client));
  return answered;
}

const leave = await shareCounters();
process.on("message", async (message: Run | "stop") => {
  if (message !== "stop") return void process.send?.(await run(message));
  await requestLog().drain();
  await leave();
  process.exit(0);
});
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
