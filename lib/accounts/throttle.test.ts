import { expect, test } from "vitest";
import { atomically } from "#db/atomically.ts";
import { newDevice } from "#lib/accounts/device-cookie.ts";
import { countAttempt, recognize, rememberVisitor } from "#lib/accounts/throttle.ts";
import type { Visitor } from "#lib/accounts/visitor.ts";

const HOUR_SECONDS = 3600;
const start = Date.now();
const at = (seconds: number) => new Date(start + seconds * 1000);
let people = 0;
const accountOf = (email: string) => ({ email, passwordHash: "hash" });
const newEmail = () => `person-${++people}@example.test`;
const from = (ip: string | null, device: string | null = null): Visitor => ({ ip, device });

async function attempt(email: string, visitor: Visitor, seconds = 0) {
  return countAttempt(await recognize(accountOf(email), visitor, at(seconds)), at(seconds));
}

/** "counted", or for how many seconds the visitor is blocked. */
const outcome = (email: string, visitor: Visitor, seconds = 0): Promise<"counted" | number> =>
  attempt(email, visitor, seconds).then(
    () => "counted" as const,
    (error) => error.extras.retryAfterSeconds,
  );

const outcomes = (count: number, email: string, visitor: Visitor) =>
  Promise.all(Array.from({ length: count }, () => outcome(email, visitor)));
const counted = (all: (string | number)[]) => all.filter((one) => one === "counted").length;

/** A log-in with the right password. */
async function logIn(email: string, visitor: Visitor, seconds = 0): Promise<void> {
  const { clear } = await attempt(email, visitor, seconds);
  await atomically((tx) => [...clear(tx), ...rememberVisitor(tx, accountOf(email), visitor, at(seconds))]);
}

/** Uses up the attempts that all unknown devices of an account have together. */
async function lockOutStrangers(email: string): Promise<void> {
  for (let network = 1; network <= 10; network += 1) await outcomes(10, email, from(`198.51.100.${network}`));
  expect(await outcome(email, from("198.51.100.99"))).toBe(HOUR_SECONDS);
}

test("the tenth attempt blocks for 30 seconds, and each further one doubles that, up to an hour", async () => {
  const email = newEmail();
  const visitor = from("192.0.2.1");
  for (let i = 0; i < 10; i += 1) expect(await outcome(email, visitor)).toBe("counted");
  const waits = [];
  let now = 0;
  for (let i = 0; i < 9; i += 1) {
    const wait = (await outcome(email, visitor, now)) as number;
    waits.push(wait);
    now += wait;
    expect(await outcome(email, visitor, now - 1)).toBe(1);
    expect(await outcome(email, visitor, now)).toBe("counted");
  }
  expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
});

test("of 200 concurrent attempts, exactly 10 are counted", async () => {
  expect(counted(await outcomes(200, newEmail(), from("192.0.2.2")))).toBe(10);
});

test("an attempt that arrived earlier than one that was counted is counted, too", async () => {
  const email = newEmail();
  const visitor = from("192.0.2.3");
  for (let i = 0; i < 5; i += 1) {
    expect(await outcome(email, visitor, 1)).toBe("counted");
    expect(await outcome(email, visitor, 0)).toBe("counted");
  }
  expect(await outcome(email, visitor, 1)).toBe(29);
});

test("of 12 concurrent attempts from each of 12 networks, exactly 100 are counted", async () => {
  const email = newEmail();
  const networks = Array.from({ length: 12 }, (_, i) => from(`192.0.2.${10 + i}`));
  const all = await Promise.all(networks.map((visitor) => outcomes(12, email, visitor)));
  expect(counted(all.flat())).toBe(100);
});

test("the addresses of one /64 are one network", async () => {
  const email = newEmail();
  const addresses = Array.from({ length: 30 }, (_, i) => from(`2001:db8:0:1::${i.toString(16)}`));
  expect(counted(await Promise.all(addresses.map((visitor) => outcome(email, visitor))))).toBe(10);
  expect(await outcome(email, from("2001:db8:0:2::1"))).toBe("counted");
});

test("attempts on other accounts do not lock out an account on the same network", async () => {
  const visitor = from("192.0.2.40");
  for (let i = 0; i < 18; i += 1) await outcomes(10, newEmail(), visitor);
  expect(await outcome(newEmail(), visitor)).toBe("counted");
});

test("strangers lock out neither a known device nor a known network, and both are forgotten in time", async () => {
  const email = newEmail();
  const device = newDevice();
  await logIn(email, from("192.0.2.50", device));
  await logIn(email, from("192.0.2.51"));
  await lockOutStrangers(email);
  expect(await outcome(email, from("203.0.113.1", device))).toBe("counted");
  expect(await outcome(email, from("192.0.2.51"))).toBe("counted");
  expect(await outcome(email, from("203.0.113.1", newDevice()))).toBe(HOUR_SECONDS);
  const later = 31 * 24 * HOUR_SECONDS;
  expect((await recognize(accountOf(email), from("192.0.2.51"), at(later))).known).toBe(false);
  expect((await recognize(accountOf(email), from("203.0.113.1", device), at(later))).known).toBe(true);
});

test("a stranger on the network of a known device does not lock it out", async () => {
  const email = newEmail();
  const device = newDevice();
  await logIn(email, from("192.0.2.60", device));
  await outcomes(20, email, from("192.0.2.60"));
  expect(await outcome(email, from("192.0.2.60"))).toBe(30);
  expect(await outcome(email, from("192.0.2.60", device))).toBe("counted");
});

test("a known device of one account is unknown to another, and has ten attempts like everyone", async () => {
  const [email, other] = [newEmail(), newEmail()];
  const device = newDevice();
  await logIn(email, from("192.0.2.70", device));
  expect((await recognize(accountOf(other), from("192.0.2.70", device), at(0))).known).toBe(false);
  expect(counted(await outcomes(30, email, from("192.0.2.71", device)))).toBe(10);
});

test("a log-in clears its own attempts, and gives back one of the strangers'", async () => {
  const email = newEmail();
  const visitor = from("192.0.2.80");
  for (let i = 0; i < 9; i += 1) await outcome(email, visitor);
  await outcomes(10, email, from("192.0.2.81"));
  await logIn(email, visitor);
  expect(counted(await outcomes(12, email, visitor))).toBe(10);
  expect(await outcome(email, from("192.0.2.81"))).toBe(30);
  // 9 + 10 strangers so far: the log-in's own attempt was given back, and since then its network is known.
  for (let network = 1; network <= 8; network += 1) await outcomes(10, email, from(`198.51.100.${network}`));
  expect(counted(await outcomes(10, email, from("198.51.100.9")))).toBe(1);
});

test("an attempt that was withdrawn is not counted, nor is the delay that it caused", async () => {
  const email = newEmail();
  const visitor = from("192.0.2.90");
  for (let i = 0; i < 9; i += 1) await outcome(email, visitor);
  for (let i = 0; i < 5; i += 1) await (await attempt(email, visitor)).withdraw();
  expect(await outcome(email, visitor)).toBe("counted");
  expect(await outcome(email, visitor)).toBe(30);
});

test("attempts are forgotten a day after the last one", async () => {
  const email = newEmail();
  const visitor = from("192.0.2.95");
  await outcomes(10, email, visitor);
  const nextDay = 24 * HOUR_SECONDS + 1;
  for (let i = 0; i < 10; i += 1) expect(await outcome(email, visitor, nextDay)).toBe("counted");
  expect(await outcome(email, visitor, nextDay)).toBe(30);
});

test("a new password makes the devices and networks of earlier log-ins unknown", async () => {
  const email = newEmail();
  const visitor = from("192.0.2.80", newDevice());
  await logIn(email, visitor);
  expect((await recognize(accountOf(email), visitor, at(1))).known).toBe(true);
  expect((await recognize({ email, passwordHash: "new hash" }, visitor, at(1))).known).toBe(false);
});
