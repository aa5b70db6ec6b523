import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import type { Answer } from "#e2e/api/client.ts";
import { hammer } from "#e2e/api/load.ts";

/** A credential under fire, and how it ends. */
export interface Target {
  name: string;
  ask: () => Promise<Answer>;
  /** Ends it; resolved when the end is answered, or committed. May return the moment from which it has to be dead. */
  end: () => Promise<unknown>;
  /** "status code reason" of every answer to a request that starts afterwards. */
  refusal: string;
  /** A moment of performance.now(). */
  deadFrom: number;
  accepted: number;
  refused: number;
}

const TRIED_AFTERWARDS = 3;

export function target(given: Pick<Target, "name" | "ask" | "end" | "refusal">): Target {
  return { ...given, deadFrom: Number.POSITIVE_INFINITY, accepted: 0, refused: 0 };
}

/** "status code reason". */
export const shown = ({ status, body }: Answer) =>
  [status, body?.code, body?.reason].filter((part) => part !== undefined).join(" ");

/**
 * Ends every target within some seconds, under the fire of `clientCount` clients: some of it on `others`, and most on what
 * is being ended, the moment that everything is about. No request that starts after an end passes.
 */
export async function revokeUnderLoad(
  targets: Target[],
  clientCount: number,
  others = targets,
): Promise<void> {
  const violations: string[] = [];
  const ending = new Set<Target>();
  let firing = true;

  const fire = async (at: Target) => {
    const start = performance.now();
    const answer = await at.ask();
    if (start <= at.deadFrom) at.accepted += Number(answer.status === 200);
    else if (shown(answer) === at.refusal) at.refused += 1;
    else
      violations.push(`${at.name}: ${shown(answer)}, ${(start - at.deadFrom).toFixed(1)} ms after its end`);
  };
  await Promise.all(targets.map(fire));
  const clients = hammer(
    clientCount,
    () => !firing,
    async () => {
      const [near] = randomInt(4) > 0 ? [...ending].slice(randomInt(ending.size || 1)) : [];
      await fire(near ?? others[randomInt(others.length)]!);
    },
  );
  await Promise.all(
    targets.map(async (one) => {
      await delay(randomInt(4000));
      ending.add(one);
      await fire(one);
      const deadFrom = await one.end();
      one.deadFrom = typeof deadFrom === "number" ? deadFrom : performance.now();
      await Promise.all([fire(one), fire(one), delay(200)]);
      ending.delete(one);
    }),
  );
  await delay(Math.max(...targets.map(({ deadFrom }) => deadFrom)) - performance.now() + 500);
  firing = false;
  await clients;
  for (let time = 0; time < TRIED_AFTERWARDS; time += 1) await Promise.all(targets.map(fire));

  expect(violations).toEqual([]);
  // No vacuous truth: each was accepted before its end and tried often enough after it.
  for (const { name, accepted, refused } of targets) {
    expect(accepted, `${name}: accepted before its end`).toBeGreaterThan(0);
    expect(refused, `${name}: refused after its end`).toBeGreaterThanOrEqual(TRIED_AFTERWARDS);
  }
}
