import { expect, test } from "vitest";
import type { Position } from "#lib/pagination.ts";
import { search } from "#lib/search.ts";

const rows = Array.from({ length: 1000 }, (_, i) => ({
  id: `evt_${String(i).padStart(4, "0")}`,
  at: new Date(1_700_000_000_000 + Math.floor(i / 3)),
})).reverse();

const WINDOW = 50;

/** A list in which every `rare`-th row matches. It counts how many rows were read. */
function listOf(rare: number) {
  const list = { read: 0, part };
  async function part(after: Position | null, limit: number) {
    const start = after === null ? 0 : rows.findIndex(({ id }) => id === after.id) + 1;
    const some = rows.slice(start, start + WINDOW);
    list.read += some.length;
    const found = some.filter((_, i) => (start + i) % rare === 0).slice(0, limit);
    return { rows: found, end: some.length < WINDOW ? null : some.at(-1)!, read: WINDOW };
  }
  return list;
}

const pageOf = (list: ReturnType<typeof listOf>, cursor: string | undefined, most?: number) =>
  search({ limit: 7, cursor }, list.part, ({ at }) => at, most);

test.each([1, 10, 100, 2000])("pages contain each match once if one in %i matches", async (rare) => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await pageOf(listOf(rare), cursor, 200);
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(seen).toEqual(rows.filter((_, i) => i % rare === 0).map(({ id }) => id));
});

test("a page ends after a number of rows, and its cursor continues behind them", async () => {
  const list = listOf(600);
  const first = await pageOf(list, undefined, 200);
  expect([first.items.length, list.read]).toEqual([1, 200]);
  const second = await pageOf(list, first.nextCursor!, 200);
  expect([second.items.length, list.read]).toEqual([0, 400]);
  expect(second.nextCursor).not.toBeNull();
});

test("a page that is full reads no more than it needs", async () => {
  const list = listOf(1);
  expect((await pageOf(list, undefined)).items).toHaveLength(7);
  expect(list.read).toBe(WINDOW);
});
