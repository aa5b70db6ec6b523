import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { StaticJson } from "#lib/api/static-json.ts";

const VALUE = { text: "the same for everyone ".repeat(50) };
const document = await StaticJson.of(VALUE);
const get = (headers: Record<string, string> = {}) =>
  document.answer({ requestId: "req_1", now: new Date(), fixedHeaders: {} }, new Headers(headers));

test.each([
  [undefined, null],
  ["identity", null],
  ["gzip", "gzip"],
  ["gzip, deflate, br", "br"],
  ["GZIP;q=0.5", "gzip"],
  ["br;q=0, gzip;q=0.001", "gzip"],
  ["br;q=0, gzip;q=0", null],
  ["zstd, *;q=0", null],
  ["brr, gzipped, ;;,=,", null],
])("Accept-Encoding: %s gets the encoding %s", async (accepted, encoding) => {
  const answer = get(accepted === undefined ? {} : { "accept-encoding": accepted });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-encoding")).toBe(encoding);
  expect(answer.headers.get("vary")).toBe("Accept-Encoding");
  const bytes = Buffer.from(await answer.arrayBuffer());
  const plain = encoding === "br" ? brotliDecompressSync(bytes) : encoding ? gunzipSync(bytes) : bytes;
  expect(JSON.parse(plain.toString())).toEqual(VALUE);
});

test("a client that has the document gets a 304 without a body", async () => {
  const etag = get().headers.get("etag")!;
  expect(etag).toMatch(/^W\/"[\w-]{43}"$/);
  for (const known of [etag, etag.slice(2), "*", `"other", ${etag}`]) {
    const answer = get({ "if-none-match": known, "accept-encoding": "br" });
    expect([answer.status, await answer.text()], known).toEqual([304, ""]);
    expect(answer.headers.get("etag")).toBe(etag);
    expect(answer.headers.get("content-type")).toBeNull();
  }
  for (const other of ['"other"', etag.slice(3, -1), "", `x${etag}`])
    expect(get({ "if-none-match": other }).status, other).toBe(200);
});

test("the ETag depends on the content only", async () => {
  const tagOf = async (value: unknown) =>
    (await StaticJson.of(value))
      .answer({ requestId: "req_2", now: new Date(), fixedHeaders: {} }, new Headers())
      .headers.get("etag");
  expect(await tagOf(VALUE)).toBe(get().headers.get("etag"));
  expect(await tagOf({})).not.toBe(get().headers.get("etag"));
});
