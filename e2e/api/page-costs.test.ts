import { expect, inject, test } from "vitest";
import { ask } from "#e2e/gateways/client.ts";
import { connectTo } from "#e2e/test-server.ts";

// One thread renders all pages, so nobody may keep it busy with a single request. Next and its expressions once took 1.3
// seconds for a long User-Agent.
const VALUE_LENGTH = 14_000;
const QUERY_LENGTH = 1900;
// A suite beside this one can slow down any request, but not all of them.
const TRIES = 10;
// The slowest rows take twice as long as a plain page on a quiet machine.
const MOST_RATIO = 10;

const HEADERS = [
  "user-agent",
  "cookie",
  "authorization",
  "accept",
  "accept-language",
  "accept-encoding",
  "if-none-match",
  "referer",
  "origin",
  "x-forwarded-host",
  "next-url",
  "next-router-prefetch",
  "purpose",
];
const PARTS = [
  "eyJ",
  "a",
  "a-",
  "Google-",
  "a=;",
  "1,",
  "gzip;q=,",
  'W/"x",',
  "a;q=0.1,",
  " ",
  "/",
  "%41",
  "[",
  ".",
];
const QUERIES = ["a=&", "[a]=1&", "a[]=&", "&", "%41", "a=1;", "__proto__=&"];
const PAGES = ["/login", "/docs/errors", "/verify", "/api/auth/signin"];

const { url } = connectTo(inject("server"));

/** How long the fastest of a few requests takes, in milliseconds. One that is fast `enough` is the last. */
async function fastest(path: string, headers: [string, string][] = [], enough = 0): Promise<number> {
  const times: number[] = [];
  for (let attempt = 0; attempt < TRIES && !(times.at(-1)! <= enough); attempt += 1) {
    const began = performance.now();
    const { status } = await ask(url, { path, headers });
    expect(status).toBeLessThan(500);
    times.push(performance.now() - began);
  }
  return Math.min(...times);
}

async function slowerThanPlain(
  rows: { name: string; path: string; headers?: [string, string][] }[],
): Promise<string[]> {
  const plain = await fastest("/login");
  const most = MOST_RATIO * Math.max(plain, 10);
  const slow: string[] = [];
  for (const { name, path, headers } of rows) {
    const ms = await fastest(path, headers, most);
    if (ms > most) slow.push(`${name}: ${(ms / plain).toFixed(1)} ×`);
  }
  return slow;
}

test.each(HEADERS)(
  "a page is not much slower with a long header %s",
  async (header) => {
    const rows = PARTS.map((part) => ({
      name: JSON.stringify(part),
      path: "/login",
      headers: [[header, part.repeat(VALUE_LENGTH / part.length)]] as [string, string][],
    }));
    expect(await slowerThanPlain(rows)).toEqual([]);
  },
  60_000,
);

test.each(PAGES)(
  "a page is not much slower with a long query: %s",
  async (page) => {
    const rows = QUERIES.map((part) => ({
      name: part,
      path: `${page}?${part.repeat(QUERY_LENGTH / part.length)}`,
    }));
    expect(await slowerThanPlain(rows)).toEqual([]);
  },
  60_000,
);
