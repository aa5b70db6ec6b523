import { expect, test } from "vitest";
import { toCsv } from "#components/charts/chart-csv.ts";

const counts = { total: 3, succeeded: 1, failed: 1, rate_limited: 1 };
const start = "2030-05-01T11:00:00.000Z";

test("the CSV names every group and has every count", () => {
  const groups = [{ id: "key_1", name: 'a, "b"', hint: "lk_live_…aaaa" }];
  const lines = toCsv(
    [
      { start, group: "key_1", ...counts },
      { start, group: null, ...counts },
    ],
    groups,
  );
  expect(lines.split("\r\n")).toEqual([
    "start,group,name,hint,total,succeeded,failed,rate_limited",
    `${start},key_1,"a, ""b""",lk_live_…aaaa,3,1,1,1`,
    `${start},,,,3,1,1,1`,
    "",
  ]);
});

test("a name that looks like a formula is text in a spreadsheet", () => {
  const groups = [{ id: "key_1", name: "=1+1", hint: null }];
  expect(toCsv([{ start, group: "key_1", ...counts }], groups)).toContain(`"'=1+1"`);
});
