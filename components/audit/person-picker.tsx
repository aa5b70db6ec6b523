"use client";

import { callApi } from "#components/api-client.ts";
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

/** Not of keys and services, which act, too. */
const USER_ID = /^usr_[0-9A-Za-z]{25}$/;

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
  return data.map((member) => ({ id: member.user_id, content: <MemberOption {...member} /> }));
}

function MemberOption({ name, email }: Member) {
  return (
    <>
      <span className="min-w-0 truncate">{name || email}</span>
      {name ? <span className="min-w-0 flex-1 truncate text-muted text-xs">{email}</span> : null}
    </>
  );
}
