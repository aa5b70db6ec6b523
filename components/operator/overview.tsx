"use client";

import { useQuery } from "@tanstack/react-query";
import { number } from "#components/charts/chart-text.ts";
import { BusiestWorkspaces } from "#components/operator/busiest-workspaces.tsx";
import { Figure, Figures } from "#components/operator/figures.tsx";
import { InstallationFacts } from "#components/operator/installation-facts.tsx";
import { readDesk } from "#components/operator/read-desk.ts";
import { rendered } from "#components/rendered.ts";
import { PageHeading } from "#components/settings/page-heading.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import type { Overview as OverviewAnswer } from "#lib/operator/overview-schema.ts";

/** What an operator wants to know first. */
export function Overview({ initial }: { initial: OverviewAnswer }) {
  const { data: overview } = useQuery({
    queryKey: ["operator", "overview"],
    queryFn: async ({ signal }) => (await readDesk<{ data: OverviewAnswer }>("overview", signal)).data,
    ...rendered(initial),
  });
  return (
    <>
      <PageHeading title="Overview">
        How this installation is doing. Numbers link to the lists that they count.
      </PageHeading>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <WaitingFigures overview={overview} />
        <PeopleFigures overview={overview} />
        <RequestFigures requests={overview.requests} />
        <BusiestWorkspaces workspaces={overview.busiest_workspaces} />
        <InstallationFacts overview={overview} />
      </div>
    </>
  );
}

function WaitingFigures({ overview: { waiting, mail_queue } }: { overview: OverviewAnswer }) {
  const counts = [
    {
      name: "Accounts to approve",
      value: waiting.approvals,
      href: "/operator/users?status=awaiting_approval",
    },
    {
      name: "Plan requests",
      value: waiting.plan_requests,
      href: "/operator/workspaces?plan_requested=true",
    },
    {
      name: "Failed emails",
      value: mail_queue.failed,
      href: "/operator/mail?failed=true",
      note: `${number.format(mail_queue.waiting)} waiting`,
    },
  ];
  return (
    <SettingsSection
      title="Waiting for you"
      description={
        counts.some(({ value }) => value > 0) ? "What only an operator can do." : "Nothing at the moment."
      }
    >
      <Figures>
        {counts.map((count) => (
          <Figure key={count.name} {...count} urgent={count.value > 0} />
        ))}
      </Figures>
    </SettingsSection>
  );
}

function PeopleFigures({ overview }: { overview: OverviewAnswer }) {
  const { users, new_users, suspended_users, workspaces } = overview;
  return (
    <SettingsSection title="Users and workspaces" description="All of this installation.">
      <Figures>
        <Figure name="New in 24 hours" value={new_users.last_24_hours} href="/operator/users?joined=24h" />
        <Figure name="New in 7 days" value={new_users.last_7_days} href="/operator/users?joined=7d" />
        <Figure name="Users" value={users} href="/operator/users" />
        <Figure name="Suspended users" value={suspended_users} href="/operator/users?status=suspended" />
        <Figure name="Workspaces" value={workspaces.total} href="/operator/workspaces" />
        <Figure
          name="Suspended workspaces"
          value={workspaces.suspended}
          href="/operator/workspaces?status=suspended"
        />
        <Figure name="Active keys" value={overview.active_keys} />
      </Figures>
    </SettingsSection>
  );
}

function RequestFigures({ requests }: Pick<OverviewAnswer, "requests">) {
  return (
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
  );
}

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, one) => all + one, 0);

/** "429: 12 · 403: 3", the most frequent first. */
const byStatus = (counts: Record<string, number>) =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([status, count]) => `${status}: ${number.format(count)}`)
    .join(" · ");
