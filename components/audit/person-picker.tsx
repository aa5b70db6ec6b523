"use client";

import { callApi } from "#components/api-client.ts";
import { PersonOption, USER_ID } from "#components/audit/person-choice.tsx";
import { personName } from "#components/members/roles.ts";
import { useMember } from "#components/members/use-member.ts";
import { pageSession } from "#components/session/page-session.ts";
import { SearchPicker } from "#components/ui/search-picker.tsx";
import type { Member } from "#lib/members/schema.ts";

type PersonPickerProps = {
  value: string | null;
  /** The name of who was chosen in the list, who may be a key or a former member. */
  known: string | null;
  onChange: (id: string | null) => void;
};

const words = {
  label: "Who",
  any: "Everyone",
  choose: "Choose a member",
  search: "Name or email",
  none: "No member found.",
  loading: "Loading members…",
};

/** Chooses whose events are shown, among any number of members. */
export function PersonPicker({ value, known, onChange }: PersonPickerProps) {
  const member = useMember(value && USER_ID.test(value) ? value : null);
  return (
    <SearchPicker
      value={value}
      name={member ? personName(member) : known}
      words={words}
      queryKey={["members", "picker"]}
      find={findMembers}
      onChange={onChange}
      className="sm:w-48"
    />
  );
}

async function findMembers(q: string, signal: AbortSignal) {
  const query = new URLSearchParams({ limit: "20", ...(q && { q }) });
  const path = `/workspaces/${pageSession()?.workspaceId}/members?${query}`;
  const { data } = await callApi<{ data: Member[] }>("GET", path, { signal });
  return data.map((member) => ({ id: member.user_id, content: <PersonOption {...member} /> }));
}
