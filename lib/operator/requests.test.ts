import { expect, test } from "vitest";
import { db, sqlite } from "#db/client.ts";
import { requests } from "#db/schema/request-log.ts";
import { workspaces } from "#db/schema/workspaces.ts";
import { person } from "#e2e/unit/people.ts";
import { newId } from "#lib/ids.ts";
import { type AllRequestsQuery, findAnyRequest, listAllRequests } from "#lib/operator/requests.ts";

const now = new Date();
const WORKSPACES = 520;
const REQUESTS = 3000;

/** Requests of many workspaces in turn, one of a hundred with the status 500, and of keys that nobody knows. */
async function fill() {
  await person("owner");
  const [like] = await db().select().from(workspaces).limit(1);
  const ids = Array.from({ length: WORKSPACES }, () => newId("ws", now.getTime()));
  for (let i = 0; i < WORKSPACES; i += 130)
    await db()
      .insert(workspaces)
      .values(ids.slice(i, i + 130).map((id) => ({ ...like!, id })));
  const rows = Array.from({ length: REQUESTS }, (_, i) => {
    const at = new Date(now.getTime() - Math.floor(i / 2) * 500);
    return {
      id: newId("req", at.getTime()),
      at,
      workspaceId: i % 7 === 0 ? null : ids[i % WORKSPACES],
      environment: "live",
      method: "GET",
      path: "/x",
      route: "/x",
      status: i % 100 === 0 ? 500 : 200,
      cost: 1,
      latencyMicros: 1,
      checks: [],
    };
  });
  for (let i = 0; i < REQUESTS; i += 500)
    await db()
      .insert(requests)
      .values(rows.slice(i, i + 500));
  return rows.sort((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1));
}

const filled = fill();

async function allPages(query: Partial<AllRequestsQuery>): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listAllRequests({ limit: 100, cursor, ...query }, now);
    seen.push(...page.items.map(({ request_id }) => request_id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return seen;
}

test("pages contain the requests of all workspaces and of unknown keys once, newest first", async () => {
  const rows = await filled;
  expect(await allPages({})).toEqual(rows.map(({ id }) => id));
});

test("filters select requests, also rare ones", async () => {
  const rows = await filled;
  expect(await allPages({ status: 500 })).toEqual(
    rows.filter(({ status }) => status === 500).map(({ id }) => id),
  );
  const workspaceId = rows.find((row) => row.workspaceId)!.workspaceId!;
  const own = rows.filter((row) => row.workspaceId === workspaceId).map(({ id }) => id);
  expect(await allPages({ workspace_id: workspaceId })).toEqual(own);
  const [from, to] = [new Date(now.getTime() - 20_000), new Date(now.getTime() - 10_000)];
  const within = rows.filter(({ at }) => at >= from && at < to).map(({ id }) => id);
  expect(within.length).toBeGreaterThan(10);
  expect(await allPages({ from, to, limit: 3 })).toEqual(within);
});

test("a request is found by its ID", async () => {
  const rows = await filled;
  for (const row of [rows[0]!, rows.at(-1)!, rows.find(({ workspaceId }) => workspaceId === null)!])
    expect((await findAnyRequest(row.id))?.workspace_id).toBe(row.workspaceId);
  expect(await findAnyRequest(newId("req", now.getTime()))).toBeNull();
});

test("a request that is compacted during the search is listed once", async () => {
  const [newest] = await filled;
  const control = sqlite()?.control;
  if (!control) return;
  // Compaction copies a row to the log before it removes it from the staged ones; the search sees both.
  const columns = (control.pragma("table_info(requests)") as { name: string }[]).map(({ name }) => name);
  control.exec("update compaction_checkpoint set up_to = 0");
  control.exec(
    `insert into staged_requests (${columns.join(", ")}) select ${columns.map((name) => (name === "seq" ? "1000000" : name)).join(", ")}
     from requests where id = '${newest!.id}'`,
  );
  const { items } = await listAllRequests({ limit: 3 }, now);
  expect(items.filter(({ request_id }) => request_id === newest!.id)).toHaveLength(1);
});
