import type { Metadata } from "next";
import { requireOperator } from "#app/actor.ts";
import { foundOr404 } from "#app/operator/found.ts";
import { pageUrl, type Search } from "#app/page-url.ts";
import { RECENT_EVENTS } from "#components/operator/recent-event-count.ts";
import { UserDetails } from "#components/operator-users/user-details.tsx";
import { clockMs } from "#lib/clock.ts";
import { listAllEvents } from "#lib/operator/audit-events.ts";
import { listUserSessions } from "#lib/operator/user-sessions.ts";
import { getUser } from "#lib/operator/users.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";
import { UserId } from "#lib/user-id.ts";

export const metadata: Metadata = { title: "User" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Search> };

export default async function UserPage({ params, searchParams }: Props) {
  const { id } = await params;
  const path = `/operator/users/${encodeURIComponent(id)}`;
  const { userId: viewerId, sessionId } = await requireOperator(pageUrl(path, await searchParams));
  const now = new Date(clockMs());
  const [user, sessions] = await foundOr404(UserId, id, () =>
    Promise.all([getUser(id, now), listUserSessions(id, sessionId, now)]),
  );
  const events = await noteUnavailable(listAllEvents({ target_id: id, limit: RECENT_EVENTS }));
  return (
    <UserDetails
      key={id}
      initial={user}
      initialSessions={sessions}
      initialEvents={events.items}
      viewerId={viewerId}
    />
  );
}
