import { expect, test } from "vitest";
import { person } from "#e2e/unit/people.ts";
import { type BeginResult, beginExecution } from "#lib/api/idempotency.ts";
import { createKey } from "#lib/keys/create.ts";
import { listKeys } from "#lib/keys/keys.ts";

const now = new Date();
const ada = await person("ada");
const body = { scopes: [] };
const begin = (key: string, sent: unknown = body, at = now) =>
  beginExecution({
    key,
    caller: ada,
    inWorkspace: true,
    route: "POST /keys",
    body: sent,
    status: 201,
    now: at,
  });

async function create(key: string): Promise<string> {
  const begun = (await begin(key)) as Extract<BeginResult, { execution: unknown }>;
  const { id } = await createKey(ada, body, now, begun.execution);
  begun.done();
  return id;
}

test("a repeated request gets the stored answer, without the secret", async () => {
  const id = await create("a");
  const begun = (await begin("a")) as Extract<BeginResult, { replay: unknown }>;
  expect(begun.replay).toMatchObject({ status: 201, answer: { id, secret: null } });
  expect((await listKeys(ada, { limit: 100 }, now)).items.filter((key) => key.id === id)).toHaveLength(1);
});

test("the same key with another body is rejected", async () => {
  await create("b");
  await expect(begin("b", { scopes: ["data:read"] })).rejects.toMatchObject({
    code: "idempotency_key_reused",
  });
});

test("a repeat is rejected while the first request is still running", async () => {
  const begun = (await begin("c")) as Extract<BeginResult, { execution: unknown }>;
  await expect(begin("c")).rejects.toMatchObject({ code: "idempotency_in_progress" });
  begun.done();
});

test("a key can be reused after a day", async () => {
  await create("d");
  const tomorrow = new Date(now.getTime() + 86_400_000);
  expect(await begin("d", { other: true }, tomorrow)).toHaveProperty("execution");
});

test.each(["", "x".repeat(256), "ü"])("%j is not a valid Idempotency-Key", async (key) => {
  await expect(begin(key)).rejects.toMatchObject({ code: "invalid_idempotency_key" });
});
