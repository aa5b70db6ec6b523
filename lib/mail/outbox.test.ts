import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

const dataDir = mkdtempSync(join(tmpdir(), "latchkey-outbox-"));
let outbox: typeof import("#lib/mail/outbox.ts");

beforeAll(async () => {
  vi.resetModules();
  vi.stubEnv("DATA_DIR", dataDir);
  outbox = await import("#lib/mail/outbox.ts");
  const from = { name: "Example", address: "keys@example.com" };
  await outbox.keepInOutbox({ to: "a@b.test", from, subject: "Link", text: "", html: "" }, new Date());
});

afterAll(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
  rmSync(dataDir, { recursive: true });
});

test.each(["localhost:3000", "LOCALHOST", "127.0.0.1:3000", "[::1]:3000", "127.0.0.2"])(
  "the outbox is shown to a browser on this machine: %s",
  async (host) => {
    expect(await outbox.readOutbox(host)).toMatchObject([{ subject: "Link" }]);
  },
);

test.each([
  null,
  "",
  "rebound.example.com",
  "rebound.example.com:3000",
  "localhost.example.com",
  "192.168.0.2",
])("the outbox isn't shown under another name: %s", async (host) => {
  expect(await outbox.readOutbox(host)).toBeNull();
});
