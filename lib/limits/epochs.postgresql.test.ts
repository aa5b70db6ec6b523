import { expect, test } from "vitest";
import { Epochs } from "#lib/limits/epochs.ts";

test("a doubt that comes while an epoch ends because of another one ends the next epoch", async () => {
  const epochs = new Epochs();
  const { number } = await epochs.refresh();
  epochs.doubt();
  const settled = epochs.settle();
  // What was lost may have been counted in an epoch that another instance began just now.
  epochs.doubt();
  await settled;
  expect((await epochs.refresh()).number).toBe(number + 1);
  await epochs.settle();
  expect((await epochs.refresh()).number).toBe(number + 2);
  await epochs.settle();
  expect((await epochs.refresh()).number).toBe(number + 2);
});
