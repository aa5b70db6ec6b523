import { setImmediate as nextTurn } from "node:timers/promises";
import { atomicallyUnsynced } from "#db/atomically.ts";
import * as expiringKeys from "#db/queries/expiring-keys.ts";
import { expiryTime } from "#lib/clock.ts";
import { newId } from "#lib/ids.ts";
import { KEYS_IN_MAIL } from "#lib/mail/messages/key-expiry.ts";

const DAY_MS = 86_400_000;
/** How many days before a key expires its creator and the workspace's admins get an email. */
const DAYS_BEFORE = [1, 7, 14];
const LONGEST_DAYS = 14;
/** How many keys are looked at without a pause. */
const PAGE_KEYS = 200;
/** How many keys one transaction notes. A person with more keys that are due gets several emails. */
const BATCH_KEYS = 500;

type ExpiringKey = expiringKeys.ExpiringKey;

interface Due {
  key: ExpiringKey;
  daysBefore: number;
}

/**
 * Queues the emails about keys that expire in 14, 7 and 1 days, by UTC days, so that a person gets one email a day. Each is
 * noted in the transaction that queues it, so that it is queued once, also if the process is killed. A missed notice is
 * made up for until the next one is due. Returns how many keys were noted.
 */
export async function queueKeyExpiryMails(now: Date, signal?: AbortSignal): Promise<number> {
  const expiredUntil = expiryTime(now);
  const today = new Date(Math.floor(expiredUntil.getTime() / DAY_MS) * DAY_MS);
  const end = new Date(today.getTime() + (LONGEST_DAYS + 1) * DAY_MS);
  let from = { expiresAt: expiredUntil, id: "~" };
  let batch: Due[] = [];
  let noted = 0;
  for (;;) {
    const keys = await expiringKeys.page(from, end, PAGE_KEYS);
    batch.push(...keys.flatMap((key) => dueNotice(key, today)));
    const done = keys.length < PAGE_KEYS || signal?.aborted;
    if (batch.length >= BATCH_KEYS || done) {
      await queueBatch(batch, now);
      noted += batch.length;
      batch = [];
    }
    if (done) return noted;
    const last = keys.at(-1)!;
    from = { expiresAt: last.expiresAt!, id: last.id };
    await nextTurn();
  }
}

/** The notice that a key needs today, if it hasn't had it. None if the key was created later than the notice was due. */
function dueNotice(key: ExpiringKey, today: Date): Due[] {
  const expiresAtMs = key.expiresAt!.getTime();
  const daysLeft = Math.floor((expiresAtMs - today.getTime()) / DAY_MS);
  const daysBefore = DAYS_BEFORE.find((days) => daysLeft <= days);
  if (daysBefore === undefined || key.workspaceEnded) return [];
  if (key.noticed !== null && key.noticed <= daysBefore) return [];
  return key.createdAt.getTime() <= expiresAtMs - daysBefore * DAY_MS ? [{ key, daysBefore }] : [];
}

async function queueBatch(batch: Due[], now: Date): Promise<void> {
  if (batch.length === 0) return;
  const keysOf = await keysByRecipient(batch.map(({ key }) => key));
  const notices = batch.map(({ key, daysBefore }) => ({
    keyId: key.id,
    expiresAt: key.expiresAt!,
    daysBefore,
    createdAt: now,
  }));
  const mails = [...keysOf].map(([userId, keyIds]) => ({
    id: newId("mail", now.getTime()),
    kind: "keys_expiring",
    userId,
    details: { key_ids: keyIds.slice(0, KEYS_IN_MAIL), more: Math.max(0, keyIds.length - KEYS_IN_MAIL) },
    createdAt: now,
    attempts: 0,
    dueAt: now,
  }));
  await atomicallyUnsynced((tx) => expiringKeys.insertNotices(tx, notices, mails));
}

async function keysByRecipient(keys: ExpiringKey[]): Promise<Map<string, string[]>> {
  const creatorIds = [...new Set(keys.map((key) => key.rootUserId).filter((id) => id !== null))];
  const workspaceIds = [...new Set(keys.map((key) => key.workspaceId))];
  const people = Map.groupBy(
    await expiringKeys.recipients(workspaceIds, creatorIds),
    (person) => person.workspaceId,
  );
  const keysOf = new Map<string, string[]>();
  for (const key of keys)
    for (const { userId, role } of people.get(key.workspaceId) ?? [])
      if (role === "owner" || role === "admin" || userId === key.rootUserId)
        keysOf.set(userId, [...(keysOf.get(userId) ?? []), key.id]);
  return keysOf;
}
