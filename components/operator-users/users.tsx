"use client";

import Link from "next/link";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { OperatorList } from "#components/operator/operator-list.tsx";
import { queryString } from "#components/operator/query-string.ts";
import { useOperatorList } from "#components/operator/use-operator-list.ts";
import { type UserFilter, userFilterParsers, userQuery } from "#components/operator-users/user-filter.ts";
import { UserFilters } from "#components/operator-users/user-filters.tsx";
import { UserStatus } from "#components/operator-users/user-status.tsx";
import type { PageOf } from "#components/page-of.ts";
import { PageHeading } from "#components/settings/page-heading.tsx";
import { Button } from "#components/ui/button.tsx";
import type { Column } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { OperatorUser } from "#lib/operator/users-schema.ts";

const CreateUserDialog = lazyDialog(() =>
  import("#components/operator-users/create-user-dialog.tsx").then((module) => module.CreateUserDialog),
);

type UsersProps = { initial: { filter: UserFilter; page: PageOf<OperatorUser> } };

export function Users({ initial }: UsersProps) {
  const [filter, setFilter] = useQueryStates(userFilterParsers);
  const [creating, setCreating] = useState(false);
  const hydrated = useHydrated();
  const isInitial = JSON.stringify(filter) === JSON.stringify(initial.filter);
  const list = useOperatorList<OperatorUser>({
    path: "users",
    filter,
    query: () => queryString(userQuery(filter, Date.now())),
    firstPage: isInitial ? initial.page : undefined,
  });
  return (
    <>
      <PageHeading
        title="Users"
        action={
          <Button disabled={!hydrated} onClick={() => setCreating(true)}>
            Create user
          </Button>
        }
      >
        Everyone who has an account on this site, newest first.
      </PageHeading>
      <UserFilters filter={filter} onChange={(change) => void setFilter(change)} />
      <OperatorList
        what="Users"
        list={list}
        columns={columns}
        rowKey={({ id }) => id}
        filtered={filter.q !== "" || filter.status !== null || filter.joined !== null}
        onClear={() => void setFilter(null)}
        empty={<EmptyState title="No users yet">People appear here when they have an account.</EmptyState>}
      />
      {creating ? <CreateUserDialog onClose={() => setCreating(false)} /> : null}
    </>
  );
}

const columns: Column<OperatorUser>[] = [
  { id: "user", heading: "User", cell: (user) => <Person user={user} /> },
  {
    id: "status",
    heading: "Status",
    width: "w-44",
    from: "sm",
    cell: (user) => <UserStatus user={user} />,
  },
  {
    id: "joined",
    heading: "Joined",
    width: "w-36",
    from: "md",
    cell: ({ created_at }) => (
      <span className="text-muted">
        <TimeAgo at={created_at} />
      </span>
    ),
  },
];

function Person({ user }: { user: OperatorUser }) {
  return (
    <div className="min-w-0">
      <Link
        href={`/operator/users/${user.id}`}
        prefetch={false}
        className="block truncate rounded-sm font-medium underline-offset-4 hover:underline"
        title={user.email}
      >
        {user.email}
      </Link>
      {user.name ? <p className="truncate text-muted">{user.name}</p> : null}
      <div className="mt-1.5 flex flex-wrap items-center gap-2 text-muted text-xs sm:hidden">
        <UserStatus user={user} /> <TimeAgo at={user.created_at} />
      </div>
    </div>
  );
}
