import { expect, test } from "vitest";
import { NewKey } from "#lib/keys/schema.ts";

const messagesOf = (metadata: string) =>
  NewKey.safeParse({ metadata: JSON.parse(metadata) }).error?.issues.map(({ message }) => message) ?? [];

test.each(["1e400", "-1e400", "9007199254740993", "[[9007199254740993]]", '{ "b": 1e21 }'])(
  "metadata can't have a number that is read as another one: %s",
  (json) => {
    expect(messagesOf(`{ "a": ${json} }`)).toEqual([
      "Must not contain numbers beyond 9007199254740991. Send them as text",
    ]);
  },
);

test.each(["9007199254740991", "-0.5", '"1e400"', "null"])("metadata can have %s", (json) => {
  expect(messagesOf(`{ "a": ${json} }`)).toEqual([]);
});
