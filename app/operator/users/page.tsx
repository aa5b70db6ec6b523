import type { Metadata } from "next";
import { requireOperator } from "#app/actor.ts";
import { asAnswer } from "#app/as-answer.ts";
import { pageUrl, type Search } from "#app/page-url.ts";
import { loadUserFilter, userQuery } from "#components/operator-users/user-filter.ts";
import { Users } from "#components/operator-users/users.tsx";
import { clockMs } from "#lib/clock.ts";
import { listUsers } from "#lib/operator/users.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

export const metadata: Metadata = { title: "Users" };

export default async function UsersPage({ searchParams }: { searchParams: Promise<Search> }) {
  const search = await searchParams;
  await requireOperator(pageUrl("/operator/users", search));
  const filter = loadUserFilter(search);
  const page = await noteUnavailable(listUsers(userQuery(filter, clockMs())));
  return <Users initial={{ filter, page: asAnswer(page) }} />;
}
