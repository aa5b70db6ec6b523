import { expect, inject, test } from "vitest";
import { call } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const PROBES = [
  ["/healthz", "alive"],
  ["/readyz", "ready"],
] as const;

test.each(PROBES)(
  "%s answers %s on the public port, and HEAD the same without a body",
  async (path, word) => {
    await expect.poll(async () => (await call(server, "GET", path)).status, { timeout: 20_000 }).toBe(200);
    for (const target of [path, `${path}?probe=1`]) {
      const { status, headers, body } = await call(server, "GET", target);
      expect([status, body, headers.get("cache-control")]).toEqual([200, word, "no-store"]);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      const head = await call(server, "HEAD", target);
      expect([head.status, head.body, head.headers.get("content-length")]).toEqual([
        200,
        null,
        String(word.length),
      ]);
    }
    for (const method of ["POST", "DELETE"]) {
      const refused = await call(server, method, path, { body: {} });
      expectProblem(refused, 405, "method_not_allowed");
      expect(refused.headers.get("allow")).toBe("GET");
    }
  },
);
