import { expect, test, vi } from "vitest";
import { Latchkey } from "#sdk/typescript/src/index.ts";

const clientWith = (fetch: typeof globalThis.fetch) =>
  new Latchkey({ apiKey: "lk_test_1", baseUrl: "http://127.0.0.1:1", fetch });

test("an option that no header can carry is a mistake of the caller, and nothing is sent", async () => {
  const fetch = vi.fn();
  const client = clientWith(fetch);
  for (const option of ["workspaceId", "idempotencyKey"])
    await expect(client.keys.create({}, { [option]: "a\nb" }), option).rejects.toBeInstanceOf(TypeError);
  expect(fetch).not.toHaveBeenCalled();
});

test("a method in lower case, which would be sent without an Idempotency-Key, is refused", async () => {
  const fetch = vi.fn();
  const posting = clientWith(fetch).request({ method: "post", path: "/keys", body: {} });
  await expect(posting).rejects.toBeInstanceOf(TypeError);
  expect(fetch).not.toHaveBeenCalled();
});
