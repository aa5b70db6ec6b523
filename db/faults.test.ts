import pg from "pg";
import { expect, test } from "vitest";
import { isRefused, isUnavailable, reasonOf } from "#db/faults.ts";

const ofServer = (code: string) =>
  Object.assign(new pg.DatabaseError("no", 2, "error"), { severity: "ERROR", code });
const ofSocket = (code: string) => Object.assign(new Error(`read ${code}`), { code });

test.each<[string, Error, { unavailable: boolean; refused: boolean }]>([
  ["a value that isn't allowed", ofServer("23514"), { unavailable: false, refused: true }],
  ["a deadlock", ofServer("40P01"), { unavailable: false, refused: true }],
  ["a server that stops", ofServer("57P01"), { unavailable: true, refused: false }],
  ["a network without a route", ofSocket("ENETUNREACH"), { unavailable: true, refused: false }],
  ["a connection that the system ended", ofSocket("ECONNABORTED"), { unavailable: true, refused: false }],
  ["a connection that ends", new Error("Connection terminated"), { unavailable: true, refused: false }],
  ["an unknown error of the connection", ofSocket("EPROTO"), { unavailable: false, refused: false }],
])("%s", (_, error, { unavailable, refused }) => {
  for (const one of [error, new Error("Failed query", { cause: error })])
    expect([isUnavailable(one), isRefused(one)]).toEqual([unavailable, refused]);
});

test("the reason of a failure is what the driver says, also if the statement failed or a host has several addresses", () => {
  const refused = ["::1", "127.0.0.1"].map((host) => new Error(`connect ECONNREFUSED ${host}:5432`));
  const both = Object.assign(new AggregateError(refused), { code: "ECONNREFUSED" });
  expect(reasonOf(new Error("Failed query: select 1", { cause: both }))).toBe(
    "connect ECONNREFUSED ::1:5432",
  );
  expect(reasonOf(new Error("Connection terminated."))).toBe("Connection terminated");
  expect(reasonOf(new Error(""))).toBe("no answer");
});
