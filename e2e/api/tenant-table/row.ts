import { randomInt } from "node:crypto";
import { expect } from "vitest";
import { type Answer, type Call, call } from "#e2e/api/client.ts";
import { CALLERS, isSuspended, STRANGERS } from "#e2e/api/tenant-table/callers.ts";
import { PREPARED } from "#e2e/api/tenant-table/prepared.ts";
import { targetsOf, unknownId, withIds } from "#e2e/api/tenant-table/targets.ts";
import { type Setting, World } from "#e2e/api/tenant-table/world.ts";

export interface TableRow {
  /** What each caller is answered. */
  answers: Record<string, string>;
  /** The actions of the audit events that a success leaves. */
  events: string;
}

/** Makes a row: sends the operation's request as each caller. Adds the IDs of refused requests to `refused`. */
export async function makeRow(setting: Setting, operation: string, refused: Set<string>): Promise<TableRow> {
  const answers: Record<string, string> = {};
  const events = new Set<string>();
  let world = new World(setting);
  for (const caller of Object.keys(CALLERS)) {
    const answer = await ask(world, operation, caller);
    answers[caller] = describeAnswer(answer);
    const requestId = answer.headers.get("request-id")!;
    if (answer.status >= 400) {
      refused.add(requestId);
      continue;
    }
    events.add(await eventsOf(setting, requestId));
    // Nothing that it changed may influence what the next caller is answered.
    if (!operation.startsWith("GET ")) world = new World(setting);
  }
  return { answers, events: [...events].sort().join(" or ") };
}

/** The actions of the audit events that a request has left. */
async function eventsOf({ store }: Setting, requestId: string): Promise<string> {
  const found = await store.query("select distinct action from audit_events where request_id = $1", [
    requestId,
  ]);
  const actions = found.map(({ action }) => String(action)).sort();
  return actions.join(", ") || "none";
}

async function ask(world: World, operation: string, caller: string): Promise<Answer> {
  const [method, path] = operation.split(" ") as [string, string];
  const { query, body } = PREPARED[operation] ?? {};
  const ids = await Promise.all(targetsOf(path).map((target) => target(world)));
  // Limits by address are not what the table is about.
  const headers = { "x-forwarded-for": `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}` };
  const request: Call = { ...(await CALLERS[caller]!(world)), body: await body?.(world), headers };
  const search = (await query?.(world)) ?? "";
  const send = (sent: string[]) => call(world.setting.server, method, withIds(path, sent) + search, request);
  return suspended(world, caller, async () => {
    const answer = await send(ids);
    if (answer.status === 404 || (STRANGERS.includes(caller) && answer.status >= 400))
      await expectLikeUnknown(answer, ids, send, `${operation}, ${caller}`);
    return answer;
  });
}

/** An answer to unknown IDs, whichever of them is unknown, is the same byte for byte. */
async function expectLikeUnknown(
  answer: Answer,
  ids: string[],
  send: (ids: string[]) => Promise<Answer>,
  name: string,
): Promise<void> {
  const unknown = ids.map((_, at) => ids.map((id, index) => (index === at ? unknownId(id) : id)));
  if (ids.length > 1) unknown.push(ids.map(unknownId));
  if (ids.length > 0) unknown.push(ids.map(() => "nonsense"));
  for (const others of unknown) expect(comparable(await send(others)), name).toEqual(comparable(answer));
}

function comparable({ status, headers, body }: Answer) {
  const { request_id: _, ...rest } = body;
  return { status, headers: [...headers.keys()], body: JSON.stringify(rest) };
}

async function suspended<T>(world: World, caller: string, act: () => Promise<T>): Promise<T> {
  if (!isSuspended(caller)) return act();
  const id = await world.workspace();
  const set = (at: Date | null) =>
    world.setting.store.query("update workspaces set suspended_at = $1 where id = $2", [at, id]);
  await set(new Date());
  try {
    return await act();
  } finally {
    await set(null);
  }
}

/** Such as `200` or `403 forbidden/insufficient_role`. */
function describeAnswer({ status, body }: Answer): string {
  if (status < 400) return String(status);
  return `${status} ${[body.code, body.reason].filter(Boolean).join("/")}`;
}
