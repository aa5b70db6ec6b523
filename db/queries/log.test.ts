import { beforeEach, expect, test } from "vitest";
import { entry } from "#db/queries/log.ts";
import { ENGINES } from "#e2e/unit/engine.ts";
import { clearRequestLog } from "#e2e/unit/request-log.ts";
import { rowAt } from "#e2e/unit/rows.ts";
import { idTimeMs, newId } from "#lib/ids.ts";

beforeEach(clearRequestLog);

const madeAt = Date.parse("2026-03-05T10:00:00Z");
const find = async (workspaceId: string, id: string, readerId: string | null = null) =>
  (await entry(workspaceId, readerId, id, idTimeMs(id)))?.id ?? null;

test("an ID contains the time of its creation", () => {
  for (const ms of [0, 1, 61, 62, madeAt, Date.now()]) expect(idTimeMs(newId("req", ms))).toBe(ms);
});

test.each(ENGINES)(
  "a workspace's requests and those with unknown keys are found by ID, staged and compacted, with %s",
  async (_, start) => {
    const { log, compact } = await start();
    const among = Array.from({ length: 50 }, (_, i) => rowAt(madeAt + i));
    const late = { ...rowAt(madeAt), at: new Date(madeAt + 31_000) };
    const nobodys = rowAt(madeAt, { workspaceId: null, keyId: null });
    const personal = rowAt(madeAt, { workspaceId: null, keyId: null, userId: "usr_1" });
    const foreign = rowAt(madeAt, { workspaceId: "ws_2", keyId: "key_2" });
    await Promise.all([...among, late, nobodys, personal, foreign].map((row) => log.append(row)));
    do {
      for (const { id } of [among[0]!, among[25]!, among[49]!, late, nobodys])
        expect(await find("ws_1", id)).toBe(id);
      expect(await find("ws_1", foreign.id)).toBeNull();
      expect(await find("ws_1", personal.id, "usr_1")).toBe(personal.id);
      for (const reader of [null, "usr_2"]) expect(await find("ws_1", personal.id, reader)).toBeNull();
      expect(await find("ws_2", foreign.id)).toBe(foreign.id);
      expect(await find("ws_1", newId("req", madeAt))).toBeNull();
      expect(await find("ws_1", `req_${"z".repeat(25)}`)).toBeNull();
      expect(await find("ws_1", `req_${"0".repeat(25)}`)).toBeNull();
    } while (await compact(20));
  },
);
