import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "#scripts/processes.ts";
import { verify, WebhookVerificationError } from "#sdk/typescript/src/webhooks.ts";

interface Signed {
  name: string;
  secrets: string[];
  now: number;
  headers: Record<string, string>;
  body: string;
  result: { value?: unknown; error?: { reason: string } };
}

const table: Signed[] = JSON.parse(readFileSync(join(root, "sdk/conformance/webhooks.json"), "utf8"));

test.for(table)("$name", async ({ secrets, now, headers, body, result }) => {
  const verified = verify(body, headers, secrets, { now });
  if (!result.error) return expect(await verified).toEqual(result.value);
  const error = await verified.catch((error: unknown) => error);
  expect(error).toBeInstanceOf(WebhookVerificationError);
  expect(error).toMatchObject({ type: "webhook", reason: result.error.reason });
});

test("a body of bytes and a secret alone are verified like a text and a list", async () => {
  const { headers, body, secrets, now, result } = table[0]!;
  const bytes = new TextEncoder().encode(body);
  expect(await verify(bytes, new Headers(headers), secrets[0]!, { now })).toEqual(result.value);
});

test("an error doesn't show the secret", async () => {
  const { headers, body, now } = table[0]!;
  const error = await verify(body, headers, "whsec_§§§", { now }).catch((error: Error) => error);
  expect(String((error as Error).stack)).not.toContain("§");
});

test.for([{ tolerance: Number.NaN }, { now: Number.NaN }])("%o lets no webhook pass", async (options) => {
  const { headers, body, secrets, now } = table[0]!;
  await expect(verify(body, headers, secrets, { now, ...options })).rejects.toMatchObject({
    reason: "too_old",
  });
});

test("a body that was parsed is a mistake of the caller, and says so", async () => {
  const { headers, body, secrets, now } = table[0]!;
  for (const parsed of [JSON.parse(body), undefined])
    await expect(verify(parsed, headers, secrets, { now })).rejects.toThrow(
      new TypeError("Pass the body as it arrived: a string or a Uint8Array, not parsed."),
    );
});

test("a secret that isn't set, such as a variable of the environment, is a bad secret", async () => {
  const { headers, body, now } = table[0]!;
  for (const secret of [undefined, [undefined]])
    await expect(verify(body, headers, secret as never, { now })).rejects.toMatchObject({
      reason: "bad_secret",
    });
});
