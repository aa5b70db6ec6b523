import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import type { GateKey } from "#db/queries/gate-key.ts";
import { forGate } from "#db/queries/key-secrets.ts";
import { person } from "#e2e/unit/people.ts";
import { rowAt } from "#e2e/unit/rows.ts";
import { clockMs } from "#lib/clock.ts";
import { createKey } from "#lib/keys/create.ts";
import { sha256 } from "#lib/opaque-token.ts";
import { DirectLog } from "#lib/request-log/direct-log.ts";

const CLIENTS = 64;
const CHANGES = 200;
const now = new Date();

/** A key, and when it was certainly disabled: after disabling it was answered and before enabling it started. */
interface Target {
  hash: string;
  id: string;
  /** When answered requests started and ended. */
  answers: { began: number; ended: number; verdict: string }[];
  off: { from: number; to: number }[];
  on: { from: number; to: number }[];
}

async function newTargets(): Promise<Target[]> {
  const owners = [await person("one"), await person("two")];
  return Promise.all(
    Array.from({ length: 6 }, async (_, i) => {
      const { id, secret } = await createKey(owners[i % 2]!, { scopes: [] }, now, null);
      return {
        hash: sha256(secret!),
        id,
        answers: [],
        off: [],
        on: [{ from: 0, to: Number.POSITIVE_INFINITY }],
      };
    }),
  );
}

/** Decides with cached records, as the gate does. Reads a record again if the append returns "stale". */
function rememberingGate(log: DirectLog) {
  const remembered = new Map<string, GateKey>();
  let stale = 0;
  const decide = async (hash: string): Promise<"accepted" | "refused"> => {
    for (;;) {
      const key = remembered.get(hash) ?? (await forGate(hash))!;
      remembered.set(hash, key);
      const accepted = !key.disabledAt;
      const entry = rowAt(clockMs(), {
        workspaceId: key.workspaceId,
        keyId: key.id,
        status: accepted ? 200 : 403,
        cost: accepted ? 1 : 0,
      });
      const on = { workspaceId: key.workspaceId, version: key.workspaceVersion! };
      if ((await log.append(entry, [on])) === "appended") return accepted ? "accepted" : "refused";
      stale += 1;
      if (remembered.get(hash) === key) remembered.delete(hash);
    }
  };
  return { decide, staleAppends: () => stale };
}

async function toggle(target: Target): Promise<void> {
  const set = (disabled: boolean) =>
    db().execute(sql`update api_keys set disabled_at = ${disabled ? now : null} where id = ${target.id}`);
  target.on.at(-1)!.to = performance.now();
  await set(true);
  const from = performance.now();
  target.off.push({ from, to: Number.POSITIVE_INFINITY });
  // Wait until a request was answered.
  while ((target.answers.at(-1)?.began ?? 0) < from) await new Promise((resolve) => setTimeout(resolve, 1));
  target.off.at(-1)!.to = performance.now();
  await set(false);
  target.on.push({ from: performance.now(), to: Number.POSITIVE_INFINITY });
}

test("requests that start after a key is disabled are refused, and accepted after it is enabled again", async () => {
  const targets = await newTargets();
  const log = new DirectLog();
  const { decide, staleAppends } = rememberingGate(log);
  let ending = false;
  const clients = Array.from({ length: CLIENTS }, async (_, client) => {
    for (let i = client; !ending; i += 1) {
      const target = targets[i % targets.length]!;
      const began = performance.now();
      const verdict = await decide(target.hash);
      target.answers.push({ began, ended: performance.now(), verdict });
    }
  });
  for (let i = 0; i < CHANGES; i += 1) await toggle(targets[i % targets.length]!);
  ending = true;
  await Promise.all(clients);
  const answered = (state: "on" | "off") =>
    targets.flatMap(({ answers, [state]: spans }) =>
      answers.filter(({ began, ended }) => spans.some(({ from, to }) => began > from && ended < to)),
    );
  expect(answered("off").length).toBeGreaterThanOrEqual(CHANGES);
  expect(answered("off").filter(({ verdict }) => verdict === "accepted")).toEqual([]);
  expect(answered("on").filter(({ verdict }) => verdict === "refused")).toEqual([]);
  expect(staleAppends()).toBeGreaterThan(CHANGES / 2);
}, 120_000);
