import { expect, test } from "vitest";
import { GroupCommit } from "#lib/request-log/group-commit.ts";

test("rows of one turn share one commit, and each is answered only when it is durable", async () => {
  const groups: number[][] = [];
  let committed = false;
  const appender = new GroupCommit<number>(async (rows) => {
    groups.push(rows);
    await new Promise((resolve) => setTimeout(resolve, 5));
    committed = true;
  });
  const first = appender.add(1).then(() => expect(committed).toBe(true));
  await Promise.all([first, appender.add(2), appender.add(3)]);
  expect(groups).toEqual([[1, 2, 3]]);
});

test("rows that come while a commit runs go with the next one", async () => {
  const groups: number[][] = [];
  const appender = new GroupCommit<number>(async (rows) => {
    groups.push(rows);
    if (rows.includes(1)) void appender.add(2);
  });
  await appender.add(1);
  await appender.drain();
  expect(groups).toEqual([[1], [2]]);
});

test("flushed waits for what was added before, committed or not, and for nothing that comes later", async () => {
  const open: (() => void)[] = [];
  const appender = new GroupCommit<number>((rows) =>
    rows.includes(1)
      ? Promise.reject(new Error("disk full"))
      : new Promise((resolve) => {
          open.push(resolve);
        }),
  );
  await appender.flushed();
  appender.add(1).catch(() => {});
  await appender.flushed();
  let done = false;
  void appender.add(2);
  const flushed = appender.flushed().then(() => {
    done = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(done).toBe(false);
  void appender.add(3);
  open[0]!();
  await flushed;
  await expect.poll(() => open.length).toBe(2);
  open[1]!();
  await appender.drain();
});

test("a group that cannot be committed fails its own rows and no others", async () => {
  let broken = true;
  const appender = new GroupCommit<number>(async () => {
    if (broken) throw new Error("disk full");
  });
  await expect(appender.add(1)).rejects.toThrow("disk full");
  broken = false;
  await expect(appender.add(2)).resolves.toBeUndefined();
});
