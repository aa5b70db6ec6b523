import { expect, test } from "vitest";
import { exportData } from "#components/account/export-data.ts";

const list = (ids: string[], next_cursor: string | null) => ({
  items: ids.map((id) => ({ id })),
  next_cursor,
});

test("the pages of both lists are joined, each entry once, whichever list is longer", async () => {
  const keys: Record<string, ReturnType<typeof list>> = { "": list(["k1"], "k"), k: list(["k2"], null) };
  const events: Record<string, ReturnType<typeof list>> = {
    "": list(["e1"], "e"),
    e: list(["e2"], "f"),
    f: list(["e3"], null),
  };
  const asked: string[] = [];
  const progress: number[] = [];
  const all = await exportData(
    (records) => progress.push(records),
    async (query) => {
      asked.push(query);
      const search = new URLSearchParams(query);
      return structuredClone({
        profile: { id: "usr_1" },
        api_keys: keys[search.get("keys_cursor") ?? ""]!,
        audit_events: events[search.get("events_cursor") ?? ""]!,
      });
    },
  );
  expect(asked).toEqual(["", "?keys_cursor=k&events_cursor=e", "?events_cursor=f"]);
  expect(all.api_keys).toEqual(list(["k1", "k2"], null));
  expect(all.audit_events).toEqual(list(["e1", "e2", "e3"], null));
  expect(progress).toEqual([4, 5]);
});
