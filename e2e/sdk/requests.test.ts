import { getEventListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
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

const unavailable = async () => new Response("{}", { status: 503, headers: { "retry-after": "1" } });

test("a cancelled call throws the signal's reason and sends nothing more, also over a fetch that knows no signals", async () => {
  const fetch = vi.fn(unavailable);
  const reason = new Error("cancelled");
  const retrieve = (signal: AbortSignal) => clientWith(fetch).me.retrieve({ signal });
  await expect(retrieve(AbortSignal.abort(reason))).rejects.toBe(reason);
  expect(fetch).toHaveBeenCalledTimes(0);
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 200);
  await expect(retrieve(controller.signal)).rejects.toBe(reason);
  expect(fetch).toHaveBeenCalledTimes(1);
  fetch.mockImplementation(() => {
    controller.abort(reason);
    return unavailable();
  });
  await expect(retrieve(controller.signal)).rejects.toBe(reason);
});

test.for([3333.4, 2 ** 31, Number.POSITIVE_INFINITY])(
  "a time-out of %d ms isn't over at once",
  async (timeout) => {
    const fetch = vi.fn(async (_: unknown, { signal }: RequestInit = {}) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      signal!.throwIfAborted();
      return Response.json({ data: {} });
    });
    expect(await clientWith(fetch).me.retrieve({ timeout })).toEqual({});
  },
);

test("a signal that lives long keeps nothing of the calls that it could have cancelled", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const { signal } = new AbortController();
  const client = clientWith(async () => Response.json({ data: {} }));
  const call = async (times: number) => {
    for (let i = 0; i < times; i += 1) await client.me.retrieve({ signal });
    await new Promise((resolve) => setTimeout(resolve, 100));
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = await call(1000);
  expect((await call(10_000)) - before).toBeLessThan(5_000_000);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test.for([
  [() => Promise.reject(new TypeError("fetch failed")), "No answer from http://127.0.0.1:1."],
  [() => new Promise(() => {}), "No answer from http://127.0.0.1:1 in 50 ms."],
  [async () => new Response("<html>"), "HTTP 200, not from Latchkey."],
  [async () => new Response(null, { status: 302 }), "HTTP 302, not from Latchkey."],
  [async () => Response.json({ message: "Bad gateway" }, { status: 502 }), "HTTP 502, not from Latchkey."],
] as [typeof fetch, string][])("the message of an error says where to look: %s", async ([fetch, message]) => {
  const answering: typeof fetch = (url, init) =>
    new Promise((resolve, reject) => {
      init!.signal!.addEventListener("abort", () => reject(init!.signal!.reason));
      fetch(url, init).then(resolve, reject);
    });
  // The others answer at once, also on a busy machine.
  const timeout = message.endsWith("in 50 ms.") ? 50 : 10_000;
  const call = clientWith(answering).me.retrieve({ timeout, maxRetries: 0 });
  await expect(call).rejects.toMatchObject({ message });
});

test("the message about a call that can't be sent names it, and that about a list without end why it has none", async () => {
  const page = { data: [], meta: { next_cursor: "same" } };
  const client = clientWith(async () => Response.json(page));
  await expect(client.keys.retrieve("")).rejects.toThrow("Can't send GET /keys/..");
  const read = async () => {
    for await (const _ of client.keys.list());
  };
  await expect(read()).rejects.toThrow("next_cursor repeats.");
});
