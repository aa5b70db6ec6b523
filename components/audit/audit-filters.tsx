"use client";

import { X } from "lucide-react";
import type { ReactNode } from "react";
import type { AuditFilter } from "#components/audit/audit-filter.ts";
import { actionName, actions as workspaceActions } from "#components/audit/event-words.ts";
import { Button } from "#components/ui/button.tsx";
import { Select } from "#components/ui/input.tsx";
import { RangeForm } from "#components/ui/range-form.tsx";

type AuditFiltersProps = {
  filter: AuditFilter;
  onChange: (change: Partial<AuditFilter>) => void;
  /** What the log can have. By default, what a workspace's can. */
  actions?: Record<string, string>;
  /** Chooses whose events are shown. */
  person: ReactNode;
  active: boolean;
  onClear: () => void;
  /** Filters that only this log has. */
  children?: ReactNode;
};

export function AuditFilters({
  filter,
  onChange,
  actions = workspaceActions,
  person,
  active,
  onClear,
  children,
}: AuditFiltersProps) {
  return (
    <fieldset className="grid grid-cols-2 gap-3 sm:flex sm:flex-wrap sm:items-center">
      <legend className="sr-only">Filter events</legend>
      <Choice label="Action" value={filter.action} onChange={(action) => onChange({ action })}>
        <option value="">All actions</option>
        {Object.keys(actions).map((action) => (
          <option key={action} value={action}>
            {actionName(action)}
          </option>
        ))}
      </Choice>
      {person}
      {children}
      <Choice label="Environment of events" value={filter.of} onChange={(of) => onChange({ of })}>
        <option value="">Live and test</option>
        <option value="live">Live keys only</option>
        <option value="test">Test keys only</option>
      </Choice>
      <RangeForm
        type="date"
        zone="UTC"
        range={{ start: filter.from ?? "", end: filter.to ?? "" }}
        mistakeIn={({ start, end }) =>
          start && end && start > end ? "The end must not be before the start." : null
        }
        onApply={({ start, end }) => onChange({ from: start || null, to: end || null })}
        className="col-span-2 w-full"
      />
      {filter.target_id ? (
        <Button tone="plain" size="small" className="h-9" onClick={() => onChange({ target_id: null })}>
          One target only <X aria-hidden />
          <span className="sr-only">Show all targets</span>
        </Button>
      ) : null}
      {active ? (
        <Button tone="quiet" size="small" className="h-9" onClick={onClear}>
          Clear filters
        </Button>
      ) : null}
    </fieldset>
  );
}

type FilterProps = { label: string; value: string | null; onChange: (value: string | null) => void };

function Choice({ label, value, onChange, children }: FilterProps & { children: ReactNode }) {
  return (
    <Select
      aria-label={label}
      fit="toolbar"
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value || null)}
      className={`w-full pr-9 sm:w-auto sm:max-w-52 ${value ? "border-brass" : ""}`}
    >
      {children}
    </Select>
  );
}
