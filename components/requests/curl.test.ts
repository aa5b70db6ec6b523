import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { curlOf } from "#components/requests/curl.ts";

const key = { id: "key_1", name: "ci", hint: "lk_live_Ab3d…x7Qa" };
const appUrl = "https://keys.example.com";

/** The words that a shell passes to curl. */
function wordsOf(command: string): string[] {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${command}`;
  const env = {
    ...process.env,
    API_URL: "https://api.example.com",
    ACCESS_TOKEN: "token",
    SERVICE_CREDENTIAL: "service",
  };
  return execFileSync("sh", ["-c", script], { env, encoding: "utf8" }).split("\0").slice(0, -1);
}

test("a request to this API is repeated with its method, its path and the hint in place of the secret", () => {
  const command = curlOf({ via: "api", method: "DELETE", path: "/api/v1/keys/key_1", key }, appUrl, null);
  expect(wordsOf(command)).toEqual([
    ...["-X", "DELETE", "https://keys.example.com/api/v1/keys/key_1"],
    ...["-H", "X-API-Key: lk_live_Ab3d…x7Qa"],
  ]);
});

test("a gateway's request goes to the operator's own API", () => {
  const words = wordsOf(curlOf({ via: "gate", method: "GET", path: "/v1/orders", key }, appUrl, null));
  expect(words[0]).toBe("https://api.example.com/v1/orders");
});

test("a gateway's request goes where the operator's API is, if that is known", () => {
  const sent = { via: "gate" as const, method: "GET", path: "/v1/orders", key };
  expect(wordsOf(curlOf(sent, appUrl, "https://api.example.org"))[0]).toBe(
    "https://api.example.org/v1/orders",
  );
});

test("a verified key is in the body of the verify call", () => {
  const path = "/api/v1/keys/verify";
  const words = wordsOf(curlOf({ via: "verify", method: "POST", path, key }, appUrl, null));
  expect(words).toContain("Authorization: Bearer service");
  expect(JSON.parse(words.at(-1)!)).toEqual({ key: key.hint });
});

test.each(["/a'b", "/$(touch x)", "/`x`", "/a b;c&d", '/"', "/\\", "/-o/x"])(
  "the path %s reaches curl unchanged, and the shell runs nothing of it",
  (path) => {
    expect(wordsOf(curlOf({ via: "api", method: "GET", path, key }, appUrl, null))[0]).toBe(appUrl + path);
    expect(wordsOf(curlOf({ via: "gate", method: "GET", path, key }, appUrl, null))[0]).toBe(
      `https://api.example.com${path}`,
    );
  },
);
