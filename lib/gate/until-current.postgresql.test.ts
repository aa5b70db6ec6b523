import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { forGate } from "#db/queries/key-secrets.ts";
import { person } from "#e2e/unit/people.ts";
import { rowAt } from "#e2e/unit/rows.ts";
import { clockMs } from "#lib/clock.ts";
import { untilCurrent } from "#lib/gate/until-current.ts";
import { whileKeysStay } from "#lib/gate/while-keys-stay.ts";
import { createKey } from "#lib/keys/create.ts";
import { sha256 } from "#lib/opaque-token.ts";
import { DirectLog } from "#lib/request-log/direct-log.ts";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A key that changes all the time, faster than a request is decided, and one attempt to decide a request with it. */
async function changingKey(owner: string) {
  const { id, secret } = await createKey(await person(owner), { scopes: [] }, new Date(), null);
  const log = new DirectLog();
  let ending = false;
  let changes = 0;
  const changing = (async () => {
    for (; !ending; changes += 1) {
      await db().execute(sql`update api_keys set name = ${`${changes}`} where id = ${id}`);
      await sleep(2);
    }
  })();
  const attempt = async () => {
    const { workspaceId, workspaceVersion } = (await forGate(sha256(secret!)))!;
    const before = changes;
    // Until it has certainly changed, unless it can't.
    for (let waits = 0; changes < before + 2 && waits < 20; waits += 1) await sleep(2);
    const on = [{ workspaceId, version: workspaceVersion! }];
    const outcome = await log.append(rowAt(clockMs(), { workspaceId, keyId: id }), on);
    return outcome === "appended" ? ("logged" as const) : { staleIn: [workspaceId] };
  };
  const end = async () => {
    ending = true;
    await changing;
  };
  return { attempt, changes: () => changes, end };
}

test("requests are decided, although their key changes during every attempt, and changes go on", async () => {
  const { attempt, changes, end } = await changingKey("one");
  const attempts: boolean[][] = [];
  const request = async () => {
    const locked: boolean[] = [];
    attempts.push(locked);
    await untilCurrent(async (isLocked) => {
      locked.push(isLocked);
      return { logged: await attempt(), result: null };
    });
  };
  const client = async () => {
    for (let requests = 0; requests < 5; requests += 1) await request();
  };
  await Promise.all(Array.from({ length: 8 }, client));
  await end();
  expect(attempts).toHaveLength(40);
  for (const locked of attempts)
    expect(locked.slice(0, 3)).toEqual([false, false, true].slice(0, locked.length));
  expect(attempts.filter((locked) => locked.length > 3)).toEqual([]);
  // Without the lock, these would have been rejected.
  expect(attempts.filter((locked) => locked.length === 3).length).toBeGreaterThan(20);
  // Each client has seen two attempts fail for each of its five requests.
  expect(changes()).toBeGreaterThan(10);
}, 60_000);

test("an error while the keys are locked reaches its request only, and the lock is released", async () => {
  const { attempt, end } = await changingKey("two");
  const first = await attempt();
  const workspaceIds = first === "logged" ? [] : first.staleIn;
  const failing = whileKeysStay(workspaceIds, async () => {
    throw new Error("of one request");
  });
  const [failed, other] = await Promise.allSettled([failing, whileKeysStay(workspaceIds, attempt)]);
  expect(failed).toMatchObject({ status: "rejected", reason: { message: "of one request" } });
  expect(other).toEqual({ status: "fulfilled", value: "logged" });
  await end();
}, 60_000);
