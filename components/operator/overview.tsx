"use client";

import { useQuery } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { number } from "#components/charts/chart-text.ts";
import { BusiestWorkspaces } from "#components/operator/busiest-workspaces.tsx";
import { Figure, Figures } from "#components/operator/figures.tsx";
import { InstallationFacts } from "#components/operator/installation-facts.tsx";
import { rendered } from "#components/rendered.ts";
import { PageHeading } from "#components/settings/page-heading.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import type { Overview as OverviewAnswer } from "#lib/operator/overview-schema.ts";

/** What an operator wants to know first. */
export function Overview({ initial }: { initial: OverviewAnswer }) {
  const { data: overview } = useQuery({
    queryKey: ["operator", "overview"],
    queryFn: async ({ signal }) =>
      (await callApi<{ data: OverviewAnswer }>("GET", "/operator/overview", { signal })).data,
    ...rendered(initial),
  });
  const { workspaces, requests, mail_queue } = overview;
  return (
    <>
      <PageHeading title="Overview">
        How this installation is doing. Numbers link to what they count.
      </PageHeading>
      <div className="grid gap-5">
        <SettingsSection title="People" description="Users, their workspaces and their API keys.">
          <Figures>
            <Figure name="Users" value={overview.users} href="/operator/users" />
            <Figure name="Workspaces" value={workspaces.total} href="/operator/workspaces" />
            <Figure
              name="Suspended workspaces"
              value={workspaces.suspended}
              href="/operator/workspaces?status=suspended"
            />
            <Figure name="Active keys" value={overview.active_keys} />
          </Figures>
        </SettingsSection>
        <SettingsSection
          title="Requests"
          description="Requests with API keys, at the API and at the gate. In UTC."
        >
          <Figures>
            <Figure name="Today" value={requests.today} />
            <Figure name="This month" value={requests.this_month} />
            <Figure
              name="Refused this month"
              value={sum(requests.refused_this_month)}
              note={byStatus(requests.refused_this_month)}
            />
          </Figures>
        </SettingsSection>
        <SettingsSection
          title="Emails"
          description="What waits to be sent. A failed email is tried again for about a day."
        >
          <Figures>
            <Figure name="Waiting" value={mail_queue.waiting} href="/operator/mail" />
            <Figure
              name="Failed"
              value={mail_queue.failed}
              href="/operator/mail?failed=true"
              urgent={mail_queue.failed > 0}
            />
          </Figures>
        </SettingsSection>
        <BusiestWorkspaces workspaces={overview.busiest_workspaces} />
        <InstallationFacts overview={overview} />
      </div>
    </>
  );
}

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, one) => all + one, 0);

/** "429: 12 · 403: 3", the most frequent first. */
const byStatus = (counts: Record<string, number>) =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([status, count]) => `${status}: ${number.format(count)}`)
    .join(" · ");
