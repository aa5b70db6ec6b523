import { readFileSync } from "node:fs";
import { ask, type GatewayRequest } from "#e2e/gateways/client.ts";
import type { Attack } from "./target.ts";

const MARK = "forged-by-a-client";
const LINE = `{"level":60,"msg":"${MARK}"}`;

/** Requests that try to begin a line of the log, or to get a secret into it. */
function forgeries(key: string): GatewayRequest[] {
  const line = encodeURIComponent(`x\n${LINE}\n`);
  const form: [string, string] = ["content-type", "application/x-www-form-urlencoded"];
  return [
    { path: `/api/auth/signin?callbackUrl=${line}` },
    { path: `/api/auth/csrf?callbackUrl=${line}` },
    { path: `/api/auth/csrf?callbackUrl=${key}` },
    { path: `/api/auth/error?error=${line}` },
    { path: "/api/auth/csrf", headers: [["cookie", `next-auth.callback-url=${line}`]] },
    { path: "/api/auth/session", headers: [["cookie", `latchkey-session=${line}`]] },
    {
      method: "POST",
      path: "/api/auth/_log",
      headers: [form],
      body: `level=error&code=${line}&message=${line}`,
    },
    {
      method: "POST",
      path: "/api/auth/callback/credentials",
      headers: [form],
      body: `email=${line}&password=${key}`,
    },
    { path: `/login?next=${line}`, headers: [["user-agent", key]] },
    { path: `/api/v1/me?x=${line}`, headers: [["user-agent", key]] },
    {
      path: "/login",
      headers: [
        ["next-action", key],
        ["next-router-state-tree", line],
      ],
    },
  ];
}

export const LOG_FORGING: Attack = {
  name: "log forging",
  run: async ({ server, known }, until, tally) => {
    const before = readFileSync(server.logFile, "utf8").length;
    const requests = forgeries(known.key);
    for (let at = 0; at < requests.length || !until.aborted; at += 1) {
      const request = requests[at % requests.length]!;
      tally.sent += 1;
      const answer = await ask(server.url, request).catch(() => null);
      if (answer) tally.add(answer.status, answer.headers.get("retry-after"));
    }
    const written = readFileSync(server.logFile, "utf8").slice(before);
    const lines = written.split("\n").filter(Boolean);
    const others = lines.filter((line) => !isEntry(line));
    if (others.length > 0)
      tally.wrong.push(`${others.length} of ${lines.length} lines aren't JSON of the logger`);
    if (lines.some((line) => isEntry(line) && JSON.parse(line).msg === MARK))
      tally.wrong.push("a forged line");
    if (written.includes(known.key)) tally.wrong.push("a key in the log");
  },
};

function isEntry(line: string): boolean {
  try {
    return typeof JSON.parse(line).level === "number";
  } catch {
    return false;
  }
}
