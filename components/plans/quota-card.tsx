"use client";

import { useQuery } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { type Environment, useEnvironment } from "#components/shell/environment.ts";
import { QueryView } from "#components/ui/query-view.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import type { Usage } from "#lib/usage/schema.ts";

type QuotaCardProps = { initialUsage: Usage; initialEnvironment: Environment };

/** What the chosen environment has used of the month's quota. */
export function QuotaCard({ initialUsage, initialEnvironment }: QuotaCardProps) {
  const [environment] = useEnvironment();
  const usage = useQuery({
    queryKey: ["usage", "month", environment],
    queryFn: ({ signal }) =>
      callApi<{ data: Usage }>("GET", `/usage?environment=${environment}`, { signal }).then(
        ({ data }) => data,
      ),
    ...(environment === initialEnvironment ? { initialData: initialUsage } : {}),
  });
  return (
    <SettingsSection
      title={`This month, ${environment}`}
      description="Accepted requests with keys, in the calendar month (UTC). Refused requests don't count."
    >
      <QueryView query={usage} what="usage">
        {(data) => <Quota usage={data} />}
      </QueryView>
    </SettingsSection>
  );
}

const date = new Intl.DateTimeFormat("en", { month: "long", day: "numeric", timeZone: "UTC" });

function Quota({ usage: { quota, requests, period } }: { usage: Usage }) {
  const resets = `Resets on ${date.format(new Date(quota?.resets_at ?? period.end))} (UTC)`;
  if (!quota) {
    return (
      <p className="text-sm">
        <span className="font-display text-3xl tabular-nums">{requests.succeeded.toLocaleString("en")}</span>{" "}
        successful requests. There is no quota.
      </p>
    );
  }
  const share = Math.min(100, (quota.used / Math.max(1, quota.limit)) * 100);
  return (
    <div>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 text-sm">
        <p>
          <span className="font-display text-3xl tabular-nums">{quota.used.toLocaleString("en")}</span>{" "}
          <span className="text-muted">of {quota.limit.toLocaleString("en")}</span>
        </p>
        <p className="text-muted">{resets}</p>
      </div>
      <div aria-hidden="true" className="mt-3 h-2 overflow-hidden rounded-full bg-sunken">
        <div
          className={`h-full rounded-full ${share >= 100 ? "bg-danger" : "bg-brass"}`}
          style={{ width: `${share}%` }}
        />
      </div>
    </div>
  );
}
