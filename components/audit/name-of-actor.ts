import { actorName } from "#components/audit/event-words.ts";
import type { PublicEvent } from "#lib/audit/schema.ts";

/** The name of whose events are shown. Of keys and former members, too, because the events have it. */
export function nameOfActor(pages: { data: PublicEvent[] }[] | undefined, id: string | null): string | null {
  const event = pages?.[0]?.data.find(({ actor }) => actor.id === id);
  return event ? actorName(event.actor).name : null;
}
