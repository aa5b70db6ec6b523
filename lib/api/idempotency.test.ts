import { expect, test } from "vitest";
import { person } from "#e2e/unit/people.ts";
import { type BeginResult, beginExecution } from "#lib/api/idempotency.ts";
import { createKey } from "#lib/keys/create.ts";
import { listKeys } from "#lib/keys/keys.ts";

const now = new Date();
const ada = await person("ada");
const body = { scopes: [] };
const begin = (key: string, sent: unknown = body, at = now) =>
  beginExecution({ key, caller: ada, route: "POST /keys", body: sent, status: 201, now: at });

async function create(key: string): Promise<string> {
  const begun = (await begin(key)) as Extract<BeginResult, { execution: unknown }>;
  const { id } = await createKey(ada, body, now, begun.execution);
  begun.done();
  return id;
}

test("the same key and body are answered with what was kept, without the secret", async () => {
  const id = await create("a");
  const begun = (await begin("a")) as Extract<BeginResult, { replay: unknown }>;
  expect(begun.replay).toMatchObject({ status: 201, answer: { id, secret: null } });
  expect((await listKeys(ada, { limit: 100 }, now)).items.filter((key) => key.id === id)).toHaveLength(1);
});

test("another body is refused", async () => {
  await create("b");
  await expect(begin("b", { scopes: ["data:read"] })).rejects.toMatchObject({
    code: "idempotency_key_reused",
  });
});

test("a request that is still running is not run again", async () => {
  const begun = (await begin("c")) as Extract<BeginResult, { execution: unknown }>;
  await expect(begin("c")).rejects.toMatchObject({ code: "idempotency_in_progress" });
  begun.done();
});

test("after a day the key is free again", async () => {
  await create("d");
  const tomorrow = new Date(now.getTime() + 86_400_000);
  expect(await begin("d", { other: true }, tomorrow)).toHaveProperty("execution");
});

test.each(["", "x".repeat(256), "ü"])("%j is no Idempotency-Key", async (key) => {
  await expect(begin(key)).rejects.toMatchObject({ code: "invalid_idempotency_key" });
});
