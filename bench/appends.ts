// An instance of a cluster that does nothing but append groups of rows to the request log. Each message of its parent says for
// how long, and which share of the rows is of one busy workspace. Answers with how many rows there were, and what each append
// took.
import { APPENDS_AT_ONCE, postgresql } from "#db/client.ts";
import { appendCurrent } from "#db/queries/append-postgresql.ts";
import { newId } from "#lib/ids.ts";

const GROUP = 16;
const WORKSPACES = 1000;
const KEYS_A_WORKSPACE = 10;

function row(busyShare: number) {
  const workspace = Math.random() < busyShare ? "busy" : Math.floor(Math.random() * WORKSPACES);
  const now = Date.now();
  const keyId = `key_${workspace}_${Math.floor(Math.random() * KEYS_A_WORKSPACE)}`;
  return {
    ...{
      id: newId("req", now),
      at: new Date(now),
      workspaceId: `ws_${workspace}`,
      environment: "live",
      keyId,
    },
    ...{ hint: null, userId: null, method: "GET", path: "/orders", route: "/gate", status: 200, code: null },
    ...{ cost: 1, latencyMicros: 1000, ip: null, userAgent: null, checks: [] },
  };
}

process.on("message", async ({ seconds, busyShare }: { seconds: number; busyShare: number }) => {
  const until = performance.now() + seconds * 1000;
  const tookMs: number[] = [];
  const append = async () => {
    while (performance.now() < until) {
      const appends = Array.from({ length: GROUP }, () => ({ row: row(busyShare), relyingOn: [] }));
      const began = performance.now();
      await appendCurrent(postgresql()!.log, appends, true);
      tookMs.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: APPENDS_AT_ONCE }, append));
  process.send!({ rows: tookMs.length * GROUP, tookMs });
});
