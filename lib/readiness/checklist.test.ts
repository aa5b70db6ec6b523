import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { env } from "#env.ts";
import { readChecklist } from "#lib/readiness/checklist.ts";
import { noteBackup } from "#lib/readiness/recovery.ts";

const NOW = new Date("2026-11-28T12:00:00Z");
const before = { ...env };
beforeEach(() => {
  mkdirSync(env.dataDir, { recursive: true });
  Object.assign(env, { appUrl: "https://keys.example.com", loopback: false, smtpUrl: undefined });
});
afterEach(() => Object.assign(env, before));

/** A request that came through the proxy, or directly if it has no `X-Forwarded-For`. */
const through = (forwarded: string | null) => ({ forwarded, ip: forwarded ?? "127.0.0.1" });

const states = async (forwarded: string | null = "192.0.2.7", now = NOW) => {
  const { items } = await readChecklist(through(forwarded), now);
  return Object.fromEntries(items.map(({ id, state }) => [id, state]));
};

test("an installation behind a trusted https proxy is ready", async () => {
  Object.assign(env, { trustedProxies: ["127.0.0.1"], authSecret: "x".repeat(32) });
  const { ready, items } = await readChecklist(through("192.0.2.7"), NOW);
  expect(ready, JSON.stringify(items)).toBe(true);
  expect(await states()).toMatchObject({ https: "ok", trusted_proxies: "ok", secret: "ok", clock: "ok" });
});

test("every item says why it matters, and what to do if it isn't fine", async () => {
  env.appUrl = "http://keys.example.com";
  const { ready, items } = await readChecklist(through("192.0.2.7"), NOW);
  expect(ready).toBe(false);
  for (const { id, state, title, meaning, fix } of items) {
    expect([title, meaning], id).not.toContain("");
    expect(fix === null, id).toBe(state === "ok");
  }
});

test("plain http and a proxy that isn't trusted are problems, but not on the operator's own machine", async () => {
  Object.assign(env, { appUrl: "http://keys.example.com", trustedProxies: [] });
  expect(await states()).toMatchObject({ https: "problem", trusted_proxies: "problem" });
  expect(await states(null)).toMatchObject({ https: "problem", trusted_proxies: "ok" });
  Object.assign(env, { appUrl: "http://localhost:3000", loopback: true });
  expect(await states(null)).toMatchObject({
    https: "ok",
    trusted_proxies: "ok",
    backup: "ok",
    secret: "ok",
  });
});

test("a proxy that doesn't send the client's address is noticed", async () => {
  env.trustedProxies = ["127.0.0.1"];
  expect(await states(null)).toMatchObject({ trusted_proxies: "attention" });
});

test("a proxy with another address than the trusted ones is a problem", async () => {
  env.trustedProxies = ["192.0.2.200"];
  const { items } = await readChecklist({ forwarded: "203.0.113.9", ip: "10.0.0.5" }, NOW);
  expect(items.find(({ id }) => id === "trusted_proxies")).toMatchObject({
    state: "problem",
    found: expect.stringContaining("10.0.0.5"),
  });
});

test("an email server that refuses connections is a problem", async () => {
  env.smtpUrl = "smtp://127.0.0.1:9";
  const { items } = await readChecklist(through(null), NOW);
  expect(items.find(({ id }) => id === "email_server")).toMatchObject({
    state: "problem",
    found: expect.stringContaining("refuses connections"),
    fix: expect.stringContaining("SMTP_URL"),
  });
});

test("a backup that was written or noted counts for a week, and Litestream always does", async () => {
  expect(await states()).toMatchObject({ backup: "attention" });
  noteBackup(new Date("2026-11-22T12:00:00Z"));
  expect(await states()).toMatchObject({ backup: "ok" });
  expect(await states("192.0.2.7", new Date("2026-11-29T12:00:00Z"))).toMatchObject({ backup: "attention" });
  writeFileSync(join(env.dataDir, "last-backup"), "yesterday");
  expect(await states()).toMatchObject({ backup: "attention" });
  if (env.database.dialect === "postgresql") return;
  const { file } = env.database;
  mkdirSync(join(dirname(file), `.${basename(file)}-litestream`), { recursive: true });
  expect(await states()).toMatchObject({ backup: "ok" });
});
