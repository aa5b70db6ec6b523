import { expect, test } from "vitest";
import { GroupCommit } from "#lib/request-log/group-commit.ts";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Commits that the test ends, in the order in which they started. */
function heldCommits() {
  const open: { rows: number[]; end(error?: Error): void }[] = [];
  const commit = (rows: number[]) =>
    new Promise<string[]>((resolve, reject) => {
      const outcomes = rows.map((row) => `outcome of ${row}`);
      open.push({ rows, end: (error) => (error ? reject(error) : resolve(outcomes)) });
    });
  return { open, commit };
}

test("rows of one tick share a commit, and each resolves to its outcome when it is durable", async () => {
  const { open, commit } = heldCommits();
  const commits = new GroupCommit(commit);
  const added = Promise.all([commits.add(1), commits.add(2), commits.add(3)]);
  let answered = false;
  void added.then(() => {
    answered = true;
  });
  await sleep(20);
  expect([open.map(({ rows }) => rows), answered]).toEqual([[[1, 2, 3]], false]);
  open[0]!.end();
  expect(await added).toEqual(["outcome of 1", "outcome of 2", "outcome of 3"]);
});

test("rows that are added while a commit runs share the next one", async () => {
  const groups: number[][] = [];
  const commits = new GroupCommit(async (rows: number[]) => {
    groups.push(rows);
    if (rows.includes(1)) void commits.add(2);
    return rows;
  });
  await commits.add(1);
  await commits.flushed();
  expect(groups).toEqual([[1], [2]]);
});

test("the allowed number of commits run at the same time, and the next starts when any of them ends", async () => {
  const { open, commit } = heldCommits();
  const commits = new GroupCommit(commit, 2);
  const added: Promise<string>[] = [];
  for (const row of [1, 2, 3, 4]) {
    added.push(commits.add(row));
    await sleep(5);
  }
  expect(open.map(({ rows }) => rows)).toEqual([[1], [2]]);
  open[1]!.end();
  expect(await added[1]).toBe("outcome of 2");
  await expect.poll(() => open.map(({ rows }) => rows)).toEqual([[1], [2], [3, 4]]);
  open[2]!.end();
  open[0]!.end();
  expect(await Promise.all(added)).toEqual([1, 2, 3, 4].map((row) => `outcome of ${row}`));
});

test("more rows than fit into one commit are split", async () => {
  const { open, commit } = heldCommits();
  const commits = new GroupCommit(commit, 2);
  const added = Array.from({ length: 600 }, (_, i) => commits.add(i));
  await expect.poll(() => open.length).toBe(2);
  open[0]!.end();
  await expect.poll(() => open.map(({ rows }) => rows.length)).toEqual([256, 256, 88]);
  for (const { end } of open) end();
  expect(new Set(await Promise.all(added)).size).toBe(600);
});

test("flushed waits for rows that were added before, committed or not, and not for later ones", async () => {
  const { open, commit } = heldCommits();
  const commits = new GroupCommit(commit);
  await commits.flushed();
  commits.add(1).catch(() => {});
  await expect.poll(() => open.length).toBe(1);
  open[0]!.end(new Error("disk full"));
  await commits.flushed();
  let done = false;
  void commits.add(2);
  const flushed = commits.flushed().then(() => {
    done = true;
  });
  await sleep(20);
  expect(done).toBe(false);
  void commits.add(3);
  open[1]!.end();
  await flushed;
  await expect.poll(() => open.length).toBe(3);
  open[2]!.end();
  await commits.flushed();
});

test("flushed only waits for matching rows, being committed or queued", async () => {
  const { open, commit } = heldCommits();
  const commits = new GroupCommit(commit, 2);
  for (const row of [1, 2, 3]) {
    void commits.add(row);
    await sleep(5);
  }
  const done: number[] = [];
  for (const row of [1, 2, 3]) void commits.flushed((one) => one === row).then(() => done.push(row));
  await commits.flushed((one) => one === 4);
  expect(done).toEqual([]);
  open[1]!.end();
  await expect.poll(() => done).toEqual([2]);
  await expect.poll(() => open.length).toBe(3);
  open[2]!.end();
  await expect.poll(() => done).toEqual([2, 3]);
  open[0]!.end();
  await expect.poll(() => done).toEqual([2, 3, 1]);
});

test("if a group's commit fails, only its own rows are rejected", async () => {
  let broken = true;
  const commits = new GroupCommit(async (rows: number[]) => {
    if (broken) throw new Error("disk full");
    return rows;
  });
  await expect(commits.add(1)).rejects.toThrow("disk full");
  broken = false;
  await expect(commits.add(2)).resolves.toBe(2);
});

test("if the database rejects a row, the other rows of its group are committed", async () => {
  const groups: number[][] = [];
  const commits = new GroupCommit(async (rows: number[]) => {
    groups.push(rows);
    if (rows.includes(2)) throw new Error("not text");
    return rows;
  });
  const outcomes = await Promise.allSettled([1, 2, 3].map((row) => commits.add(row)));
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(groups).toEqual([[1, 2, 3], [1], [2], [3]]);
});
