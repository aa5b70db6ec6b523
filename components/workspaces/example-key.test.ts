import { expect, test } from "vitest";
import { exampleKey } from "#components/workspaces/example-key.ts";
import { looksLikeKey } from "#lib/keys/token.ts";

test("an example looks like a key of its format", () => {
  for (const style of ["base62", "hex"] as const)
    for (const include_environment of [true, false])
      for (const environment of ["live", "test"] as const) {
        const example = exampleKey({ prefix: "acme", include_environment, style }, environment)!;
        expect(looksLikeKey(example)).toBe(true);
        if (style === "base62")
          expect(example.startsWith(include_environment ? `acme_${environment}_` : "acme_")).toBe(true);
      }
});

test("there is no example of a prefix that is refused", () => {
  for (const prefix of ["", "A", "1a", "a_b", "a".repeat(17)])
    expect(exampleKey({ prefix, include_environment: true, style: "base62" }, "live")).toBeNull();
});
