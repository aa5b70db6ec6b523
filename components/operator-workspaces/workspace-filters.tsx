"use client";

import { type WorkspaceFilter, workspaceStatuses } from "#components/operator-workspaces/workspace-filter.ts";
import { workspaceStatusNames } from "#components/operator-workspaces/workspace-status.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Select } from "#components/ui/input.tsx";
import { SearchInput } from "#components/ui/search-input.tsx";
import type { OperatorPlan } from "#lib/plans/schema.ts";

type WorkspaceFiltersProps = {
  filter: WorkspaceFilter;
  plans: OperatorPlan[];
  onChange: (change: Partial<WorkspaceFilter>) => void;
};

export function WorkspaceFilters({ filter, plans, onChange }: WorkspaceFiltersProps) {
  return (
    <search className="flex flex-wrap items-center gap-3">
      <SearchInput
        label="Search workspaces"
        placeholder="Name, ID or a member's email"
        value={filter.q}
        onSearch={(q) => onChange({ q })}
        className="min-w-0 flex-1 basis-60 sm:max-w-80"
      />
      <Select
        aria-label="Plan"
        fit="toolbar"
        value={filter.plan ?? ""}
        onChange={({ target }) => onChange({ plan: target.value || null })}
      >
        <option value="">Any plan</option>
        {plans.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Status"
        fit="toolbar"
        value={filter.status ?? ""}
        onChange={({ target }) =>
          onChange({ status: workspaceStatuses.find((each) => each === target.value) ?? null })
        }
      >
        <option value="">Any status</option>
        {workspaceStatuses.map((status) => (
          <option key={status} value={status}>
            {workspaceStatusNames[status]}
          </option>
        ))}
      </Select>
      <Checkbox
        name="plan_requested"
        label="Asked for another plan"
        checked={filter.plan_requested !== null}
        onChange={(checked) => onChange({ plan_requested: checked ? "true" : null })}
      />
    </search>
  );
}
