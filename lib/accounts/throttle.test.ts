import { expect, test } from "vitest";
import { loginSuspects, noteFailure, noteSuccess, requireUnblocked } from "#lib/accounts/throttle.ts";

const start = Date.now();
const at = (seconds: number) => new Date(start + seconds * 1000);

test("the tenth failure blocks for 30 seconds, and each further failure doubles that, up to an hour", async () => {
  const suspects = loginSuspects("ada@example.test", "192.0.2.1");
  for (let i = 0; i < 9; i += 1) await noteFailure(suspects, at(0));
  await expect(requireUnblocked(suspects, at(0))).resolves.toBeUndefined();
  const waits = [];
  for (let i = 0; i < 9; i += 1) {
    await noteFailure(suspects, at(0));
    const { extras } = await requireUnblocked(suspects, at(0)).catch((error) => error);
    waits.push(extras.retryAfterSeconds);
  }
  expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
});

test("an attack does not lock out the owner on another network, and the delay ends", async () => {
  const attacker = loginSuspects("bob@example.test", "192.0.2.2");
  for (let i = 0; i < 10; i += 1) await noteFailure(attacker, at(0));
  await expect(requireUnblocked(attacker, at(29))).rejects.toMatchObject({ code: "too_many_attempts" });
  await expect(
    requireUnblocked(loginSuspects("bob@example.test", "192.0.2.3"), at(0)),
  ).resolves.toBeUndefined();
  await expect(requireUnblocked(attacker, at(31))).resolves.toBeUndefined();
});

test("a successful login clears the account's failures", async () => {
  const suspects = loginSuspects("carl@example.test", "192.0.2.4");
  for (let i = 0; i < 9; i += 1) await noteFailure(suspects, at(0));
  await noteSuccess(suspects);
  await noteFailure(suspects, at(0));
  await expect(requireUnblocked(suspects, at(0))).resolves.toBeUndefined();
});
