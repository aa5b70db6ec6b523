"use client";

import { environments, type KeyFilter, statuses } from "#components/keys/key-filter.ts";
import { Select } from "#components/ui/input.tsx";

type KeyFiltersProps = { filter: KeyFilter; onChange: (filter: KeyFilter) => void };

export function KeyFilters({ filter, onChange }: KeyFiltersProps) {
  return (
    <fieldset className="flex flex-wrap gap-3">
      <legend className="sr-only">Filter keys</legend>
      <Select
        aria-label="Environment"
        fit="toolbar"
        value={filter.environment ?? ""}
        onChange={(event) =>
          onChange({ ...filter, environment: environments.find((each) => each === event.target.value) })
        }
      >
        <option value="">All environments</option>
        <option value="live">Live</option>
        <option value="test">Test</option>
      </Select>
      <Select
        aria-label="Status"
        fit="toolbar"
        value={filter.status ?? ""}
        onChange={(event) =>
          onChange({ ...filter, status: statuses.find((each) => each === event.target.value) })
        }
      >
        <option value="">All statuses</option>
        {statuses.map((status) => (
          <option key={status} value={status}>
            {status.charAt(0).toUpperCase() + status.slice(1)}
          </option>
        ))}
      </Select>
    </fieldset>
  );
}
