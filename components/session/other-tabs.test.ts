import { afterEach, expect, test, vi } from "vitest";
import { tellOtherTabs, watchOtherTabs } from "#components/session/other-tabs.ts";

afterEach(() => watchOtherTabs(undefined, () => {}));

/** Long enough for a message between two channels of one process. */
const SETTLED_MS = 50;
const settled = () => new Promise((resolve) => setTimeout(resolve, SETTLED_MS));

test("a tab hears of someone else's log-in, and not of its own user's", async () => {
  const onOther = vi.fn();
  watchOtherTabs("ada@example.test", onOther);
  tellOtherTabs(" Ada@Example.test");
  await settled();
  expect(onOther).not.toHaveBeenCalled();
  tellOtherTabs("bob@example.test");
  await vi.waitFor(() => expect(onOther).toHaveBeenCalledOnce());
});

test("a page that needs no log-in doesn't listen", async () => {
  const onOther = vi.fn();
  watchOtherTabs("ada@example.test", onOther);
  watchOtherTabs(undefined, onOther);
  tellOtherTabs("bob@example.test");
  await settled();
  expect(onOther).not.toHaveBeenCalled();
});
