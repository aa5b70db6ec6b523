import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { clockMs } from "#lib/clock.ts";
import { Peers, type Promises } from "#lib/cluster/peers.ts";

/** Instances that reach each other. */
function bus() {
  const members = new Map<string, (text: string) => void>();
  const sent: string[] = [];
  const send = async (text: string) => {
    sent.push(text);
    for (const receive of members.values()) queueMicrotask(() => receive(text));
    return [...members.keys()];
  };
  return {
    sent,
    join(id: string, promises: Promises): Peers {
      const peers = new Peers(id, send, promises);
      members.set(id, (text) => peers.receive(text));
      return peers;
    },
    joinSilently: (id: string) => void members.set(id, () => {}),
    leave: (id: string) => void members.delete(id),
  };
}

const promising =
  (ms: number): Promises =>
  async (whose) =>
    whose.map(() => ms);
const never: Promises = () => Promise.reject(new Error("not asked"));
test("the last of the instances decides what can't change any more, whoever asks", async () => {
  const { join, leave } = bus();
  const a = join("a", never);
  expect(await a.settledBefore("ws_1")).toBe(Number.POSITIVE_INFINITY);
  join("b", promising(1000));
  expect(await a.settledBefore("ws_1")).toBe(1000);
  join("c", promising(900));
  expect(await a.settledBefore("ws_1")).toBe(900);
  leave("c");
  expect(await a.settledBefore("ws_1")).toBe(1000);
});

test("each workspace gets its own answer, and those who ask at the same time share a question", async () => {
  const { join, sent } = bus();
  const a = join("a", never);
  join("b", async (whose) => whose.map((id) => Number(id?.slice(3) ?? 0)));
  const asked = ["ws_7", "ws_8", "ws_7", "ws_9"];
  const answers = await Promise.all(asked.map((id) => a.settledBefore(id)));
  expect(answers).toEqual([7, 8, 7, 9]);
  expect(sent).toHaveLength(2);
});

test("a question about very many workspaces is about all, so that it fits into a notification", async () => {
  const { join, sent } = bus();
  const a = join("a", never);
  join("b", async (whose) => whose.map((id) => (id === null ? 5 : 9)));
  const ids = Array.from({ length: 250 }, (_, i) => `ws_${"x".repeat(20)}${i}`);
  const answers = await Promise.all(ids.map((id) => a.settledBefore(id)));
  expect(new Set(answers)).toEqual(new Set([5]));
  expect(Math.max(...sent.map((text) => text.length))).toBeLessThan(8000);
});

test("of an instance that doesn't answer, what is older than ten seconds counts as logged", async () => {
  const { join, joinSilently } = bus();
  const a = join("a", never);
  joinSilently("b");
  for (let turn = 0; turn < 2; turn += 1) {
    const askedMs = clockMs();
    const settledMs = await a.settledBefore("ws_1");
    expect(settledMs).toBeGreaterThanOrEqual(askedMs - 10_000);
    expect(settledMs).toBeLessThanOrEqual(clockMs() - 10_000);
  }
});

test("an instance that didn't answer once is waited for again when it answers, however late that is", async () => {
  const { join } = bus();
  const a = join("a", never);
  const held = Promise.withResolvers<void>();
  join("b", async (whose) => {
    await held.promise;
    await delay(5);
    return whose.map(() => 1000);
  });
  expect(await a.settledBefore("ws_1")).toBeLessThanOrEqual(clockMs() - 10_000);
  held.resolve();
  await expect.poll(() => a.settledBefore("ws_1")).toBe(1000);
});

test("without a connection, readers go on with what is older than ten seconds", async () => {
  const lost = new Peers("a", () => Promise.reject(new Error("no connection")), never);
  expect(await lost.settledBefore("ws_1")).toBeLessThanOrEqual(clockMs() - 10_000);
});

test("what isn't a message of this version is ignored", async () => {
  const { join, sent } = bus();
  const a = join("a", never);
  for (const text of ["", "not JSON", "null", "7", '{"from":"b"}', '{"answer":"x","to":"a","from":"b"}'])
    a.receive(text);
  expect(await a.settledBefore(null)).toBe(Number.POSITIVE_INFINITY);
  expect(sent).toHaveLength(1);
});
