import { expect, test } from "vitest";
import { ENGINES } from "#e2e/unit/engine.ts";
import { keyOf } from "#e2e/unit/keys.ts";
import { person } from "#e2e/unit/people.ts";
import { rowAt } from "#e2e/unit/rows.ts";
import { keyPolicies } from "#lib/actors/policies.ts";
import { clockMs } from "#lib/clock.ts";
import { changeKey, revokeKey } from "#lib/keys/keys.ts";
import { limiter } from "#lib/limits/adapters.ts";
import { listKeyLimits, readKeyLimits } from "#lib/usage/key-limits.ts";

const now = new Date();
const [ada, bob] = [await person("ada"), await person("bob")];
const rate_limit = { requests: 10, window_seconds: 3600 };

/** Makes requests with a key, as far as its limits are concerned. */
const take = (keyId: string, cost: number) =>
  limiter().take(
    keyPolicies({
      keyId,
      workspaceId: ada.workspaceId,
      environment: "live",
      requestsPerMinute: 60,
      limitRequests: rate_limit.requests,
      limitWindowSeconds: rate_limit.window_seconds,
      limitGeneration: 0,
      limitsGeneration: 0,
      monthlyQuota: null,
    }),
    cost,
  );

test("what is left of a key's limit and of the plan's is what its requests have left, and reading takes nothing", async () => {
  const { id } = await keyOf(ada, { rate_limit });
  await take(id, 4);
  const left = { requests: 10, window_seconds: 3600, used: 4, remaining: 6 };
  for (let twice = 0; twice < 2; twice += 1)
    expect(await readKeyLimits(ada, id, now)).toMatchObject({
      rate_limit: left,
      plan: { requests: 60, window_seconds: 60, used: 4, remaining: 56 },
    });
  const { reset_in_seconds } = (await readKeyLimits(ada, id, now)).rate_limit!;
  expect(reset_in_seconds).toBeGreaterThan(3590);
  const { items } = await listKeyLimits(ada, { limit: 10 }, now);
  expect(items).toMatchObject([{ key_id: id, environment: "live", rate_limit: left }]);
});

test("a key without a limit of its own has null", async () => {
  const { id } = await keyOf(ada);
  expect((await readKeyLimits(ada, id, now)).rate_limit).toBeNull();
});

test("the counter of a key that isn't in memory is added up from the log, staged or not, and not loaded", async () => {
  const { log, compact } = await ENGINES[0]![1]();
  const { id } = await keyOf(ada, { rate_limit });
  const policies = keyPolicies({
    keyId: id,
    workspaceId: ada.workspaceId,
    environment: "live",
    requestsPerMinute: null,
    limitRequests: rate_limit.requests,
    limitWindowSeconds: rate_limit.window_seconds,
    limitGeneration: 0,
    limitsGeneration: 0,
    monthlyQuota: null,
  });
  const row = (secondsAgo: number, more = {}) =>
    rowAt(clockMs() - secondsAgo * 1000, { workspaceId: ada.workspaceId, keyId: id, ...more });
  const refused = { status: 429, cost: 0 };
  const rows = [row(7200), row(1800), ...Array.from({ length: 20 }, () => row(900, refused)), row(60)];
  await Promise.all(rows.map((each) => log.append(each)));
  do {
    const shown = (await readKeyLimits(ada, id, now)).rate_limit!;
    expect(shown).toMatchObject({ used: 2, remaining: 8 });
    expect([1799, 1800]).toContain(shown.reset_in_seconds);
    expect(limiter().known(policies)).toBeNull();
  } while (await compact(10));
  expect(await limiter().read(policies)).toMatchObject([{ used: 2, remaining: 8 }]);
});

test("another workspace's key is not found, and not listed", async () => {
  const { id } = await keyOf(ada, { rate_limit });
  await expect(readKeyLimits(bob, id, now)).rejects.toMatchObject({ code: "not_found" });
  expect((await listKeyLimits(bob, { limit: 10 }, now)).items).toEqual([]);
});

test("only active keys with a limit of their own are listed, every one on one page", async () => {
  const keys = [];
  for (let i = 0; i < 7; i += 1) keys.push(await keyOf(bob, { rate_limit }));
  const unlimited = await keyOf(bob);
  const [revoked, disabled, ...active] = keys;
  await revokeKey(bob, revoked!.id, now);
  await changeKey(bob, disabled!.id, { enabled: false }, now);
  const listed: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listKeyLimits(bob, { limit: 2, cursor }, now);
    listed.push(...page.items.map(({ key_id }) => key_id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor && listed.length < 100);
  expect(listed.toSorted()).toEqual(active.map(({ id }) => id).toSorted());
  expect(listed).not.toContain(unlimited.id);
});
