"use client";

import { useQuery } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { queryString } from "#components/operator/query-string.ts";
import { SearchPicker } from "#components/ui/search-picker.tsx";
import type { OperatorWorkspace } from "#lib/operator/workspace-schema.ts";

type WorkspacePickerProps = { value: string | null; onChange: (id: string | null) => void };

const words = {
  label: "Workspace",
  any: "All workspaces",
  choose: "Choose a workspace",
  search: "Name or a member's email",
  none: "No workspace found.",
  loading: "Loading workspaces…",
};

const WORKSPACE_ID = /^ws_[0-9A-Za-z]{25}$/;

/** Chooses the workspace whose events are shown. */
export function WorkspacePicker({ value, onChange }: WorkspacePickerProps) {
  const chosen = useQuery({
    queryKey: ["operator", "workspaces", value],
    queryFn: async ({ signal }) =>
      (await callApi<{ data: OperatorWorkspace }>("GET", `/operator/workspaces/${value}`, { signal })).data,
    enabled: value !== null && WORKSPACE_ID.test(value),
    retry: false,
  });
  return (
    <SearchPicker
      value={value}
      name={chosen.data?.name ?? null}
      words={words}
      queryKey={["operator", "workspaces", "picker"]}
      find={findWorkspaces}
      onChange={onChange}
      className="sm:w-48"
    />
  );
}

async function findWorkspaces(q: string, signal: AbortSignal) {
  const path = `/operator/workspaces?${queryString({ limit: 20, q: q || null })}`;
  const { data } = await callApi<{ data: OperatorWorkspace[] }>("GET", path, { signal });
  return data.map(({ id, name, owners }) => ({
    id,
    content: (
      <>
        <span className="min-w-0 truncate">{name}</span>
        <span className="min-w-0 flex-1 truncate text-muted text-xs">{owners[0] ?? ""}</span>
      </>
    ),
  }));
}
