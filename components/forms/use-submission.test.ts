import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const sources = globSync("components/**/*.{ts,tsx}").filter((file) => !file.includes(".test."));

test("everything that changes something is guarded against double clicks: only useSubmission calls useMutation", () => {
  const direct = sources.filter((file) => /\buseMutation\b/.test(readFileSync(file, "utf8")));
  expect(direct).toEqual(["components/forms/use-submission.ts"]);
});

/** What a table hands to a dialog, which sends it with useApiForm. */
const handedOn = "components/operator-users/user-actions.ts";

test("no component sends a change without useSubmission", () => {
  const unguarded = sources.filter((file) => {
    const source = readFileSync(file, "utf8");
    const changes = /callApi<?.*\(\s*"(POST|PATCH|PUT|DELETE)"|browser-session\.ts"/s.test(source);
    return changes && file !== handedOn && !/\b(useSubmission|useApiForm)\(|<ActionDialog\b/.test(source);
  });
  expect(unguarded).toEqual([]);
});
