import { expect, test } from "vitest";
import { reported } from "#components/operator-lookup/reported.ts";

test.each([
  [" lk_live_Ab3dEf9Gh2Jk5Mn8Pq1Rs4Tu \n", { secret: "lk_live_Ab3dEf9Gh2Jk5Mn8Pq1Rs4Tu" }],
  ["lk_live_Ab3d…x7Qa", { hint: "lk_live_Ab3d…x7Qa" }],
  ["lk_live_Ab3d...x7Qa", { hint: "lk_live_Ab3d...x7Qa" }],
  ["req_0V4nO2q8dM5sQr7WxEt9YhUj3", { request_id: "req_0V4nO2q8dM5sQr7WxEt9YhUj3" }],
  ["req_", { secret: "req_" }],
])("%j is looked up as what it is", (text, lookup) => {
  expect(reported(text)).toEqual(lookup);
});
