import { CHANGES_AT_ONCE, postgresql } from "#db/client.ts";
import { type Actor, callerId, type Person } from "#lib/actors/actor.ts";
import { Slots } from "#lib/slots.ts";

const slots = new Slots({
  slots: CHANGES_AT_ONCE,
  clientSlots: 1,
  waiting: 1000,
  patienceMs: 30_000,
  busy: "Too many changes at once. Try again in a moment.",
});

// A change that was accepted is made, also if its client has left.
const { signal: never } = new AbortController();

/**
 * Commits an actor's change when it is their workspace's turn. On PostgreSQL, the changes of a workspace wait for its lock.
 * They wait here instead, so that they neither use up the connections of others nor the time that a statement may take. The
 * workspace's keys and people take turns.
 * Throws `unavailable` if too many changes wait, or this one for too long.
 */
export function inTurn<T>(actor: Actor | Person, commit: () => Promise<T>): Promise<T> {
  if (!postgresql()) return commit();
  const member = callerId(actor);
  return slots.use({ client: actor.workspaceId ?? member, member }, never, commit);
}

/** Refuses the changes that wait for their turn, because the server stops. Those that have begun are made. */
export const refuseWaitingChanges = (): void => slots.refuseWaiting();
