import { expect, test } from "vitest";
import { placeOf, whyUnusable } from "#db/move/target.ts";

const facts = { version: 140_000, versionText: "14.0", encoding: "UTF8", readOnly: false, mayCreate: true };

test("PostgreSQL 14 with UTF8 that can be written is usable", () => {
  expect(whyUnusable("db.example.com/latchkey", facts)).toBeNull();
});

test.each([
  [{ version: 130_023, versionText: "13.23" }, "has version 13.23. Latchkey needs 14 or later"],
  [{ encoding: "LATIN1" }, "has the encoding LATIN1"],
  [{ readOnly: true }, "is read-only"],
  [{ mayCreate: false }, "can't create schemas and tables"],
])("%o is refused", (change, why) => {
  expect(whyUnusable("db.example.com/latchkey", { ...facts, ...change })).toContain(why);
});

test("a database is named without the user and the password", () => {
  expect(placeOf("postgresql://ada:secret@db.example.com:5433/latchkey?sslmode=require")).toBe(
    "db.example.com:5433/latchkey",
  );
  expect(placeOf("postgresql:///latchkey")).toBe("this machine/latchkey");
});
