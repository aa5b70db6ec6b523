import { expect, test } from "vitest";
import { person } from "#e2e/unit/people.ts";
import { beginOnce, type Turn } from "#lib/http/once.ts";
import { createKey } from "#lib/keys/create.ts";
import { listKeys } from "#lib/keys/keys.ts";

const now = new Date();
const ada = await person("ada");
const body = { scopes: [] };
const begin = (key: string, sent: unknown = body, at = now) =>
  beginOnce(
    new Request("http://localhost/", { headers: { "idempotency-key": key } }),
    ada,
    "POST /keys",
    sent,
    at,
  );

async function create(key: string): Promise<string> {
  const turn = (await begin(key)) as Extract<Turn, { once: unknown }>;
  const { id } = await createKey(ada, body, now, turn.once);
  turn.done();
  return id;
}

test("the same key and body are answered with what was kept, without the secret", async () => {
  const id = await create("a");
  const turn = (await begin("a")) as Extract<Turn, { replay: unknown }>;
  expect(turn.replay).toMatchObject({ status: 201, answer: { id, secret: null } });
  expect((await listKeys(ada, { limit: 100 }, now)).items.filter((key) => key.id === id)).toHaveLength(1);
});

test("another body is refused", async () => {
  await create("b");
  await expect(begin("b", { scopes: ["data:read"] })).rejects.toMatchObject({
    code: "idempotency_key_reused",
  });
});

test("a request that is still running is not run again", async () => {
  const turn = (await begin("c")) as Extract<Turn, { once: unknown }>;
  await expect(begin("c")).rejects.toMatchObject({ code: "idempotency_in_progress" });
  turn.done();
});

test("after a day the key is free again", async () => {
  await create("d");
  const tomorrow = new Date(now.getTime() + 86_400_000);
  expect(await begin("d", { other: true }, tomorrow)).toHaveProperty("once");
});

test.each(["", "x".repeat(256), "ü"])("%j is no Idempotency-Key", async (key) => {
  const headers = { get: () => key };
  const request = { headers } as unknown as Request;
  await expect(beginOnce(request, ada, "POST /keys", body, now)).rejects.toMatchObject({
    code: "invalid_idempotency_key",
  });
});
