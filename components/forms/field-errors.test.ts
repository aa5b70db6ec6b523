import { expect, test } from "vitest";
import { ApiProblem } from "#components/api-client.ts";
import { errorsByField, summaryOf } from "#components/forms/field-errors.ts";

const fields = ["name", "rate_limit.requests", "rate_limit.window_seconds", "metadata"];
const refused = (...pointers: string[]) =>
  new ApiProblem(422, {
    code: "validation_failed",
    detail: "Some fields are invalid.",
    errors: pointers.map((pointer) => ({ pointer, code: "invalid", detail: `Wrong: ${pointer}` })),
  });

test.each([
  ["/name", "name"],
  ["/rate_limit/requests", "rate_limit.requests"],
  ["/rate_limit", "rate_limit.requests"],
  ["/metadata/team/0", "metadata"],
])("the error %s is shown at the field %s, and not in the summary", (pointer, field) => {
  const error = refused(pointer);
  expect(errorsByField(error, fields, [])).toEqual({ [field]: `Wrong: ${pointer}` });
  expect(summaryOf(error, fields)).toBeNull();
});

test("an error that no field shows is in the summary, beside those that fields show", () => {
  const error = refused("/name", "/hash", "");
  expect(errorsByField(error, fields, [])).toEqual({ name: "Wrong: /name" });
  expect(summaryOf(error, fields)).toBe("Wrong: /hash Wrong: ");
});

test("an error goes when its field or its group is edited, and the others stay", () => {
  const error = refused("/name", "/rate_limit/requests", "/rate_limit/window_seconds");
  expect(Object.keys(errorsByField(error, fields, ["name"]))).toEqual([
    "rate_limit.requests",
    "rate_limit.window_seconds",
  ]);
  expect(Object.keys(errorsByField(error, fields, ["rate_limit"]))).toEqual(["name"]);
  expect(Object.keys(errorsByField(error, fields, ["metadata.team", "rate"]))).toHaveLength(3);
  expect(errorsByField(refused("/metadata"), fields, ["metadata.team"])).toEqual({});
});

test("an error without fields is said as it is", () => {
  expect(summaryOf(new ApiProblem(503, { detail: "Try again." }), fields)).toBe("Try again.");
  expect(summaryOf(new Error("Lost"), fields)).toBe("Lost");
  expect(summaryOf(null, fields)).toBeNull();
});
