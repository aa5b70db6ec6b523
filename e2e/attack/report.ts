import type { Idle, Row } from "./row.ts";

const MOST_P99_RATIO = 3;
const MOST_MEMORY_RATIO = 1.5;
const LONGEST_PAGE_MS = 2000;

/** What didn't hold in a row, in words. */
export function broken(row: Row, idle: Idle): string[] {
  const { tally, latency, control, mostMb, lostSlots, pageMs } = row;
  // What the control has risen by is the machine's part: attackers, databases and other work share its cores.
  const undisturbed = Math.max(idle.latency.p99, control.p99);
  const checks: [boolean, string][] = [
    [row.died, "the server ended"],
    [!(latency.p99 <= MOST_P99_RATIO * undisturbed), "p99"],
    [latency.failed > 0, `${latency.failed} gate requests failed`],
    [tally.failures > 0, `${tally.failures} × 5xx`],
    [!(lostSlots === 0), Number.isNaN(lostSlots) ? "slots unknown" : `${lostSlots} slots lost`],
    [mostMb > MOST_MEMORY_RATIO * idle.mb, "memory"],
    [pageMs.during > LONGEST_PAGE_MS, "page during"],
    [pageMs.after > LONGEST_PAGE_MS, "page after"],
  ];
  return [...checks.flatMap(([failed, what]) => (failed ? [what] : [])), ...tally.wrong];
}

const ms = (value: number) => (Number.isFinite(value) ? value.toFixed(value < 10 ? 1 : 0) : "–");
const times = (value: number, of: number) => `${(value / of).toFixed(1)} ×`;
const page = (value: number) => (Number.isFinite(value) ? `${(value / 1000).toFixed(2)} s` : "none");

function line(row: Row, idle: Idle): string {
  const { name, tally, latency, control, mostMb, lostSlots, moreDescriptors, pageMs } = row;
  const statuses = [...tally.statuses]
    .sort(([a], [b]) => a - b)
    .map(([status, count]) => `${status}: ${count}`);
  const failed = broken(row, idle);
  const cells = [
    name,
    tally.sent.toLocaleString("en"),
    statuses.join(", ") || "–",
    tally.failures,
    `${ms(latency.p50)} / ${ms(latency.p99)}`,
    ms(control.p99),
    times(latency.p99, Math.max(idle.latency.p99, control.p99)),
    `${mostMb.toFixed(0)} MB, ${times(mostMb, idle.mb)}`,
    `${Number.isNaN(lostSlots) ? "unknown" : lostSlots}; ${moreDescriptors > 0 ? "+" : ""}${moreDescriptors}`,
    `${page(pageMs.during)} / ${page(pageMs.after)}`,
    failed.length === 0 ? "✓" : `✗ ${failed.join("; ")}`,
  ];
  return `| ${cells.join(" | ").replaceAll("\n", " ")} |`;
}

/** The table of one database in Markdown. */
export function table(dialect: string, idle: Idle, rows: Row[]): string {
  const { latency, mb } = idle;
  const head = [
    "| attack | sent | answers | 5xx | gate p50 / p99, ms | control p99 | p99 / higher of idle and control | memory | slots lost; sockets left | page during / after | held |",
    "|---|---|---|---|---|---|---|---|---|---|---|",
  ];
  return [
    `## ${dialect}`,
    `Idle: gate p50 ${ms(latency.p50)} ms, p99 ${ms(latency.p99)} ms, ${mb.toFixed(0)} MB. Wanted in each row: p99 at most ${MOST_P99_RATIO} × that of the idle server or of the control (a second server, which nobody attacks, in the same seconds), no 5xx except 503 with Retry-After in a flood, no lost slots, memory at most ${MOST_MEMORY_RATIO} × idle, a page within ${LONGEST_PAGE_MS / 1000} s.`,
    "",
    ...head,
    ...rows.map((row) => line(row, idle)),
  ].join("\n");
}
