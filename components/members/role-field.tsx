"use client";

import { RadioGroup } from "radix-ui";
import { useId } from "react";
import type { Role, roles } from "#components/members/roles.ts";

type RoleFieldProps = {
  choices: typeof roles;
  value: Role;
  onChange: (role: Role) => void;
  error?: string | undefined;
};

/** The roles to choose from, each with what it can do. */
export function RoleField({ choices, value, onChange, error }: RoleFieldProps) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <span id={id} className="font-medium text-sm">
        Role
      </span>
      <RadioGroup.Root
        name="role"
        aria-labelledby={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        value={value}
        onValueChange={(role) => onChange(role as Role)}
        className="divide-y overflow-hidden rounded-lg border border-line-strong"
      >
        {choices.map(({ role, can }) => (
          <RadioGroup.Item
            key={role}
            value={role}
            aria-describedby={`${id}-${role}`}
            aria-label={role}
            className="group flex w-full items-start gap-3 px-3.5 py-2.5 text-left text-sm hover:bg-sunken focus-visible:-outline-offset-2 data-[state=checked]:bg-brass-wash"
          >
            <span className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-line-strong bg-surface group-data-[state=checked]:border-primary">
              <RadioGroup.Indicator className="size-2 rounded-full bg-primary" />
            </span>
            <span>
              <span className="block font-medium capitalize">{role}</span>
              <span id={`${id}-${role}`} className="text-muted">
                {can}
              </span>
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      {error ? (
        <p id={`${id}-error`} className="text-danger text-sm">
          {error}
        </p>
      ) : null}
    </div>
  );
}
