import type { Metadata } from "next";
import { requirePerson } from "#app/actor.ts";
import { pageUrl, type Search } from "#app/page-url.ts";
import { Account } from "#components/account/account.tsx";
import { env } from "#env.ts";
import { previewDeletion } from "#lib/accounts/delete-account.ts";
import { listSessions } from "#lib/accounts/sessions.ts";
import { clockMs } from "#lib/clock.ts";
import { describeActor } from "#lib/gate/me.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage({ searchParams }: { searchParams: Promise<Search> }) {
  const user = await requirePerson(pageUrl("/settings/account", await searchParams));
  const now = new Date(clockMs());
  const [me, sessions, deletion] = await noteUnavailable(
    Promise.all([describeActor(user, now), listSessions(user, now), previewDeletion(user)]),
  );
  return (
    <Account
      initial={{ me, sessions, deletion }}
      email={user.email}
      passwordMinLength={env.passwordMinLength}
    />
  );
}
