import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import type { Answer } from "#e2e/api/client.ts";
import { hammer } from "#e2e/api/load.ts";
import { trials } from "#e2e/trials.ts";

/** A credential under load, and how it ends. */
export interface Target {
  name: string;
  request: () => Promise<Answer>;
  /** Ends the credential; resolves once that is answered or committed. May return the moment from which it must fail. */
  revoke: () => Promise<unknown>;
  /** "status code reason" of every answer to a request that starts afterwards. */
  refusal: string;
  /** From when every request must be refused, on the clock of performance.now(). */
  revokedAt: number;
  accepted: number;
  refused: number;
}

const REQUESTS_AFTERWARDS = 3;
const REVOKED_WITHIN_MS = trials(2000);

export function target(given: Pick<Target, "name" | "request" | "revoke" | "refusal">): Target {
  return { ...given, revokedAt: Number.POSITIVE_INFINITY, accepted: 0, refused: 0 };
}

/** "status code reason" of an answer. */
export const summary = ({ status, body }: Answer) =>
  [status, body?.code, body?.reason].filter((part) => part !== undefined).join(" ");

/**
 * Revokes every target at a random moment while `clientCount` clients send requests: some with any of `others`, most
 * with the credential that is being revoked just then. No request that starts after its revocation may pass.
 */
export async function revokeUnderLoad(
  targets: Target[],
  clientCount: number,
  others = targets,
): Promise<void> {
  const violations: string[] = [];
  const beingRevoked = new Set<Target>();
  let running = true;

  const send = async (to: Target) => {
    const start = performance.now();
    const answer = await to.request();
    if (start <= to.revokedAt) to.accepted += Number(answer.status === 200);
    else if (summary(answer) === to.refusal) to.refused += 1;
    else
      violations.push(
        `${to.name}: ${summary(answer)}, ${(start - to.revokedAt).toFixed(1)} ms after it was revoked`,
      );
  };
  await Promise.all(targets.map(send));
  const clients = hammer(
    clientCount,
    () => !running,
    async () => {
      const [near] = randomInt(4) > 0 ? [...beingRevoked].slice(randomInt(beingRevoked.size || 1)) : [];
      await send(near ?? others[randomInt(others.length)]!);
    },
  );
  await Promise.all(
    targets.map(async (one) => {
      await delay(randomInt(REVOKED_WITHIN_MS));
      beingRevoked.add(one);
      await send(one);
      const revokedAt = await one.revoke();
      one.revokedAt = typeof revokedAt === "number" ? revokedAt : performance.now();
      await Promise.all([send(one), send(one), delay(200)]);
      beingRevoked.delete(one);
    }),
  );
  await delay(Math.max(...targets.map(({ revokedAt }) => revokedAt)) - performance.now() + 500);
  running = false;
  await clients;
  for (let time = 0; time < REQUESTS_AFTERWARDS; time += 1) await Promise.all(targets.map(send));

  expect(violations).toEqual([]);
  // A target that was never accepted, or hardly tried afterwards, would prove nothing.
  for (const { name, accepted, refused } of targets) {
    expect(accepted, `${name}: accepted before it was revoked`).toBeGreaterThan(0);
    expect(refused, `${name}: refused afterwards`).toBeGreaterThanOrEqual(REQUESTS_AFTERWARDS);
  }
}
