import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { account, newPerson } from "#e2e/api/people.ts";
import { query } from "#e2e/api/store.ts";
import { startMailServer } from "#e2e/mailbox.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";

const { dialect } = inject("server");

async function metricsOf({ gateUrl }: OwnServer) {
  const text = await (await fetch(`${gateUrl}/metrics`)).text();
  const value = (name: string) => Number(new RegExp(`^latchkey_mail_${name} (\\S+)$`, "m").exec(text)![1]);
  return {
    waiting: value("queue"),
    oldest: value("queue_oldest_seconds"),
    failures: value("failures_total"),
  };
}

test("an email server that is away is reported in plain words, in the log and the metrics, until it is back", async () => {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-mails-"));
  const mails = await startMailServer(folder);
  await mails.close();
  const { port } = new URL(mails.url);
  const env = { SMTP_URL: mails.url, TRUSTED_PROXIES: "127.0.0.1" };
  const server = await startTestServer({ dialect, postgresqlUrl: inject("postgresqlUrl"), env });
  const written = () => readFileSync(server.logFile, "utf8");
  try {
    const sentence = `Emails can't be sent. The email server 127.0.0.1:${port} refuses connections`;
    await expect.poll(written, { timeout: 10_000 }).toContain(sentence);
    expect(await metricsOf(server)).toEqual({ waiting: 0, oldest: 0, failures: 0 });

    const person = newPerson();
    expect((await account(server, "signup", person)).status).toBe(202);
    await expect.poll(async () => (await metricsOf(server)).failures, { timeout: 10_000 }).toBeGreaterThan(0);
    const { waiting, oldest } = await metricsOf(server);
    expect(waiting).toBe(1);
    expect(oldest).toBeGreaterThan(0);
    expect(oldest).toBeLessThan(30);
    expect(written().split(sentence)).toHaveLength(2);

    await mails.reopen();
    await query(server, "update mails set due_at = $1", [dialect === "sqlite" ? Date.now() : new Date()]);
    await expect.poll(written, { timeout: 15_000 }).toContain("Emails are sent again.");
    await expect.poll(() => metricsOf(server)).toMatchObject({ waiting: 0, oldest: 0 });
  } finally {
    await server.end();
    await mails.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
