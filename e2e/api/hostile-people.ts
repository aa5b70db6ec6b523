import { randomInt } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Call, call } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { CALLERS } from "#e2e/api/tenant-table/callers.ts";
import { PREPARED } from "#e2e/api/tenant-table/prepared.ts";
import { targetsOf, withIds } from "#e2e/api/tenant-table/targets.ts";
import { prepareSetting, type Setting, World } from "#e2e/api/tenant-table/world.ts";
import { connectTo } from "#e2e/test-server.ts";

/**
 * A request that is refused. It starts as the valid request of the tenant table (`PREPARED`, and the targets for IDs), and
 * the row says what is wrong with it.
 */
export interface HostileRow {
  name: string;
  operation: string;
  /** Such as `422 validation_failed` or `403 forbidden/insufficient_role`. */
  answer: string;
  /** A column of the tenant table; by default the topic's. */
  as?: string;
  /** Replaces these members of the body; undefined removes one. */
  change?: object | ((world: World) => object | Promise<object>);
  /** Sent instead of the body. */
  rawBody?: string;
  /** With `?`. */
  query?: string | ((world: World) => string | Promise<string>);
  /** The IDs of the path. */
  ids?: string[] | ((world: World) => string[] | Promise<string[]>);
  headers?: Record<string, string>;
  /** What happened before. */
  before?: (world: World) => Promise<unknown>;
  /** Another method than the operation's. */
  method?: string;
}

/** Rows about one operation, in short: its name, what is wrong, and the answer. */
export const rows =
  (operation: string, defaults: Partial<HostileRow> = {}) =>
  (name: string, answer: string, more: Partial<HostileRow> = {}): HostileRow => ({
    name,
    operation,
    answer,
    ...defaults,
    ...more,
  });

/** Registers a test for each row, and one that says that none of the requests has changed anything. */
export function refuses(topic: string, as: string, table: HostileRow[]): void {
  let setting: Setting;
  const requestIds = new Set<string>();

  describe(topic, () => {
    beforeAll(async () => {
      setting = await prepareSetting(connectTo(inject("server")));
    });
    afterAll(() => setting.store.close());

    for (const row of table)
      test(`${row.operation}, ${row.name}: ${row.answer}`, async () => {
        requestIds.add(await expectRefusal(new World(setting), row, as));
      });

    test("nothing has changed", async () => {
      const events = await setting.store.query("select request_id, action from audit_events");
      const caused = events.filter(({ request_id }) => requestIds.has(String(request_id)));
      expect(caused).toEqual([]);
    });
  });
}

const resolve = async <T>(value: T | ((world: World) => T | Promise<T>) | undefined, world: World) =>
  typeof value === "function" ? (value as (world: World) => T | Promise<T>)(world) : value;

/** Sends the row's request, expects its answer, and returns the request's ID. */
async function expectRefusal(world: World, row: HostileRow, as: string): Promise<string> {
  const [method, path] = row.operation.split(" ") as [string, string];
  const prepared = PREPARED[row.operation];
  const caller = await CALLERS[row.as ?? as]!(world);
  await row.before?.(world);
  const ids = (await resolve(row.ids, world)) ?? (await Promise.all(targetsOf(path).map((id) => id(world))));
  const change = await resolve<object>(row.change, world);
  const body = prepared?.body || change ? { ...(await prepared?.body?.(world)), ...change } : undefined;
  const query = (await resolve<string>(row.query ?? prepared?.query, world)) ?? "";
  const address = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
  const request: Call = { ...caller, headers: { "x-forwarded-for": address, ...row.headers } };
  if (row.rawBody === undefined) request.body = body;
  else request.rawBody = row.rawBody;
  const answer = await call(world.setting.server, row.method ?? method, withIds(path, ids) + query, request);
  const [status, words = ""] = row.answer.split(" ");
  const [code = "", reason] = words.split("/");
  expectProblem(answer, Number(status), code, reason);
  const members = Object.keys(change ?? {});
  // The answer points to what is wrong.
  if (status === "422" && members.length === 1) {
    const pointers = answer.body.errors.map(({ pointer }: { pointer: string }) => pointer);
    const about = pointers.some((pointer: string) => pointer.split("/")[1] === members[0]);
    expect(about, `${pointers} is about ${members[0]}`).toBe(true);
  }
  return answer.headers.get("request-id")!;
}
