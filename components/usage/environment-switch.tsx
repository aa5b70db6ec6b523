import Link from "next/link";
import type { Environment } from "#components/usage/environment.ts";

const environments = [
  { value: "live", label: "Live" },
  { value: "test", label: "Test" },
] as const;

export function EnvironmentSwitch({ environment }: { environment: Environment }) {
  return (
    <nav aria-label="Environment" className="flex rounded-lg border border-line-strong bg-surface p-1">
      {environments.map(({ value, label }) => (
        <Link
          key={value}
          href={`?environment=${value}`}
          scroll={false}
          aria-current={value === environment ? "true" : undefined}
          className="rounded-md px-3.5 py-1 font-medium text-muted text-sm hover:text-foreground aria-[current]:bg-primary aria-[current]:text-on-primary"
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
