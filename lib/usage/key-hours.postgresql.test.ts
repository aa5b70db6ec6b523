import { beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import * as keyHours from "#db/queries/key-hours.ts";
import { keyHoursCounted } from "#db/schema/request-log.ts";
import { clearRequestLog } from "#e2e/unit/request-log.ts";
import { countNextHour } from "#lib/request-log/key-hours.ts";
import { noteOpen } from "#lib/request-log/open-requests.ts";

const MINUTE_MS = 60_000;
const noon = Date.UTC(2026, 2, 5, 12);
const hour = (n: number, ms = 0) => noon + n * 60 * MINUTE_MS + ms;
const noWait = async () => {};

/** Keys are counted by hour from noon on. */
beforeEach(async () => {
  await clearRequestLog();
  const since = new Date(noon);
  await db().update(keyHoursCounted).set({ since, until: since });
});

test("an hour is counted when it is over and all its requests are logged", async () => {
  const until = async () => (await keyHours.countedHours()).until.getTime();
  expect(await countNextHour(hour(1, 4 * MINUTE_MS), noWait)).toBe(false);
  const logged = noteOpen("ws_any", { at: new Date(hour(1, -1)), id: "req_1" });
  expect(await countNextHour(hour(1, 6 * MINUTE_MS), noWait)).toBe(false);
  logged();
  const later = noteOpen("ws_any", { at: new Date(hour(1)), id: "req_2" });
  let drained = 0;
  const drain = async () => {
    drained += 1;
  };
  expect(await countNextHour(hour(1, 6 * MINUTE_MS), drain)).toBe(true);
  later();
  expect([await until(), drained]).toEqual([hour(1), 1]);
  expect(await countNextHour(hour(1, 6 * MINUTE_MS), noWait)).toBe(false);
});
