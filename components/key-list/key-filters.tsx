"use client";

import { type KeyFilter, statusChoices } from "#components/key-list/key-filter.ts";
import { Select } from "#components/ui/input.tsx";
import { SearchInput } from "#components/ui/search-input.tsx";

type KeyFiltersProps = {
  filter: KeyFilter;
  onChange: (change: Partial<Pick<KeyFilter, "q" | "status">>) => void;
};

const names = {
  current: "Not revoked",
  active: "Active",
  disabled: "Disabled",
  expired: "Expired",
  revoked: "Revoked",
  all: "All",
};

export function KeyFilters({ filter, onChange }: KeyFiltersProps) {
  return (
    <search className="flex flex-wrap gap-3">
      <SearchInput
        label="Search keys"
        placeholder="Name, hint or key ID"
        value={filter.q}
        onSearch={(q) => onChange({ q })}
        className="min-w-0 flex-1 basis-48 sm:max-w-80"
      />
      <Select
        aria-label="Status"
        fit="toolbar"
        value={filter.status}
        onChange={(event) => {
          const status = statusChoices.find((each) => each === event.target.value);
          if (status) onChange({ status });
        }}
      >
        {statusChoices.map((status) => (
          <option key={status} value={status}>
            {names[status]}
          </option>
        ))}
      </Select>
    </search>
  );
}
