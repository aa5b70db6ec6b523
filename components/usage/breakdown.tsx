import Link from "next/link";
import type { ChartGroup } from "#components/charts/chart-data.ts";
import { number, rateText } from "#components/charts/chart-text.ts";
import { Card } from "#components/ui/card.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { groupingWords } from "#components/usage/group-words.ts";
import type { Grouping } from "#components/usage/usage-filter.ts";
import type { UsageBucket } from "#lib/usage/schema.ts";

type Row = ChartGroup & { total: number; errors: number; share: number };

type BreakdownProps = {
  grouping: Grouping;
  groups: ChartGroup[];
  buckets: UsageBucket[];
  /** The page with only the requests of one key. */
  hrefOfKey: (id: string) => string;
};

/** The sums of all groups, also of those that share a color in the chart. */
export function Breakdown({ grouping, groups, buckets, hrefOfKey }: BreakdownProps) {
  const { name } = groupingWords[grouping];
  const columns: Column<Row>[] = [
    { id: "name", heading: name, cell: (row) => <GroupName row={row} href={hrefFor(row)} /> },
    {
      id: "total",
      heading: "Requests",
      width: "w-24",
      align: "end",
      cell: ({ total }) => <span className="tabular-nums">{number.format(total)}</span>,
    },
    {
      id: "share",
      heading: "Share",
      width: "w-20",
      align: "end",
      from: "sm",
      cell: ({ share }) => <span className="text-muted tabular-nums">{rateText(share)}</span>,
    },
    {
      id: "errors",
      heading: "Error rate",
      width: "w-24",
      align: "end",
      cell: ({ errors, total }) => (
        <span className="tabular-nums">{rateText(total === 0 ? null : errors / total)}</span>
      ),
    },
  ];
  const hrefFor = ({ id }: Row) => (grouping === "key" && id && id !== "other" ? hrefOfKey(id) : null);
  return (
    <Card aria-label={`Requests by ${name.toLowerCase()}, sums`}>
      <DataTable
        caption={`Requests by ${name.toLowerCase()}, the busiest first`}
        columns={columns}
        rows={sumsOf(groups, buckets)}
        rowKey={({ id }) => id ?? ""}
      />
      <p className="border-t px-5 py-3 text-pretty text-muted text-xs sm:px-6">
        Requests to your own API are counted by the decision about them, not by your API's response.
      </p>
    </Card>
  );
}

function GroupName({ row, href }: { row: Row; href: string | null }) {
  return (
    <span className="break-words">
      {href ? (
        <Link href={href} className="font-medium underline-offset-4 hover:underline">
          {row.name}
        </Link>
      ) : (
        row.name
      )}{" "}
      {row.hint ? <code className="whitespace-nowrap text-muted text-xs">{row.hint}</code> : null}
    </span>
  );
}

function sumsOf(groups: ChartGroup[], buckets: UsageBucket[]): Row[] {
  const sums = new Map(groups.map((group) => [group.id, { ...group, total: 0, errors: 0, share: 0 }]));
  let all = 0;
  for (const { group, total, failed, rate_limited } of buckets) {
    const sum = sums.get(group);
    all += total;
    if (!sum) continue;
    sum.total += total;
    sum.errors += failed + rate_limited;
  }
  return [...sums.values()].map((sum) => ({ ...sum, share: sum.total / Math.max(all, 1) }));
}
