import { expect, test } from "vitest";
import { readJson } from "#lib/api/body.ts";

const read = (body: BodyInit, headers: Record<string, string> = { "content-type": "application/json" }) =>
  readJson(
    new Request("http://localhost/", { method: "POST", body, headers, duplex: "half" } as RequestInit),
  );

test("a JSON body is read, with or without a charset", async () => {
  expect(await read('{"a":[1,"ü"]}')).toEqual({ a: [1, "ü"] });
  expect(await read("{}", { "content-type": "application/json; charset=UTF-8" })).toEqual({});
});

test.each([
  ["malformed_json", "{"],
  ["malformed_json", ""],
  ["malformed_json", "  "],
  ["invalid_encoding", new Uint8Array([0x22, 0xff, 0x22])],
  ["invalid_encoding", '{"a":"\\ud800"}'],
  ["invalid_encoding", '{"\\udfff":1}'],
  ["json_too_deep", "[".repeat(33)],
  ["json_too_deep", `${'{"a":'.repeat(40)}1${"}".repeat(40)}`],
  ["body_too_large", "x".repeat(65_537)],
])("%s", async (code, body) => {
  await expect(read(body)).rejects.toMatchObject({ code });
});

test("values are counted before they are parsed, but not inside of strings", async () => {
  const readAtMost = (body: string, most: number) => {
    const headers = { "content-type": "application/json" };
    return readJson(new Request("http://localhost/", { method: "POST", body, headers }), most);
  };
  for (const [body, values] of [
    ["1", 1],
    ['{"a":1}', 2],
    ['{"a":[1,2],"b":{"c":3}}', 6],
    ['",,,[[[{{{"', 1],
  ] as const) {
    expect(await readAtMost(body, values), body).toEqual(JSON.parse(body));
    if (values > 1)
      await expect(readAtMost(body, values - 1), body).rejects.toMatchObject({ code: "body_too_large" });
  }
});

test("brackets inside strings don't count as nesting", async () => {
  const text = `\\"${"[".repeat(100)}`;
  expect(await read(`{"a":"${text}"}`)).toEqual({ a: `"${"[".repeat(100)}` });
});

test("a body that breaks off is the client's fault, not an internal error", async () => {
  const broken = new ReadableStream({
    pull: (controller) => controller.error(Object.assign(new Error("aborted"), { code: "ECONNRESET" })),
  });
  await expect(read(broken)).rejects.toMatchObject({ code: "malformed_request" });
});

test("a body without a declared length is limited too", async () => {
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(10_000)) });
  await expect(read(endless)).rejects.toMatchObject({ code: "body_too_large" });
});

test.each([
  ["unsupported_media_type", { "content-type": "text/plain" }],
  ["unsupported_media_type", { "content-type": "application/jsonp" }],
  ["unsupported_encoding", { "content-type": "application/json; charset=latin1" }],
  ["unsupported_encoding", { "content-type": "application/json", "content-encoding": "gzip" }],
])("%s: %j", async (code, headers) => {
  await expect(read("{}", headers as Record<string, string>)).rejects.toMatchObject({ code });
});
