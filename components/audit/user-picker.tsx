"use client";

import { useQuery } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { PersonOption, USER_ID } from "#components/audit/person-choice.tsx";
import { queryString } from "#components/operator/query-string.ts";
import { SearchPicker } from "#components/ui/search-picker.tsx";
import type { OperatorUser } from "#lib/operator/users-schema.ts";

type UserPickerProps = {
  value: string | null;
  /** The name of who was chosen in the list, who may be a key or a deleted user. */
  known: string | null;
  onChange: (id: string | null) => void;
};

const words = {
  label: "Who",
  any: "Everyone",
  choose: "Choose a user",
  search: "Name or email",
  none: "No user found.",
  loading: "Loading users…",
};

/** Chooses whose events are shown, among all users of the installation. */
export function UserPicker({ value, known, onChange }: UserPickerProps) {
  const chosen = useQuery({
    queryKey: ["operator", "users", value],
    queryFn: async ({ signal }) =>
      (await callApi<{ data: OperatorUser }>("GET", `/operator/users/${value}`, { signal })).data,
    enabled: known === null && value !== null && USER_ID.test(value),
    retry: false,
  });
  return (
    <SearchPicker
      value={value}
      name={known ?? chosen.data?.email ?? null}
      words={words}
      queryKey={["operator", "users", "picker"]}
      find={findUsers}
      onChange={onChange}
      className="sm:w-48"
    />
  );
}

async function findUsers(q: string, signal: AbortSignal) {
  const path = `/operator/users?${queryString({ limit: 20, q: q || null })}`;
  const { data } = await callApi<{ data: OperatorUser[] }>("GET", path, { signal });
  return data.map(({ id, ...person }) => ({ id, content: <PersonOption {...person} /> }));
}
