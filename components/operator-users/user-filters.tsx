"use client";

import { joinedChoices, type UserFilter, userStatuses } from "#components/operator-users/user-filter.ts";
import { statusNames } from "#components/operator-users/user-status.tsx";
import { Select } from "#components/ui/input.tsx";
import { SearchInput } from "#components/ui/search-input.tsx";

type UserFiltersProps = { filter: UserFilter; onChange: (change: Partial<UserFilter>) => void };

const joinedNames = {
  "24h": "In the last 24 hours",
  "7d": "In the last 7 days",
  "30d": "In the last 30 days",
};

export function UserFilters({ filter, onChange }: UserFiltersProps) {
  return (
    <search className="flex flex-wrap gap-3">
      <SearchInput
        label="Search users"
        placeholder="Email, name or user ID"
        value={filter.q}
        onSearch={(q) => onChange({ q })}
        className="min-w-0 flex-1 basis-60 sm:max-w-80"
      />
      <Select
        aria-label="Status"
        fit="toolbar"
        value={filter.status ?? ""}
        onChange={({ target }) =>
          onChange({ status: userStatuses.find((each) => each === target.value) ?? null })
        }
      >
        <option value="">Any status</option>
        {userStatuses.map((status) => (
          <option key={status} value={status}>
            {statusNames[status]}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Joined"
        fit="toolbar"
        value={filter.joined ?? ""}
        onChange={({ target }) =>
          onChange({ joined: joinedChoices.find((each) => each === target.value) ?? null })
        }
      >
        <option value="">Joined at any time</option>
        {joinedChoices.map((joined) => (
          <option key={joined} value={joined}>
            {joinedNames[joined]}
          </option>
        ))}
      </Select>
    </search>
  );
}
