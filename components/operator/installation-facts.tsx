import { durationText } from "#components/durations.ts";
import { Fact, Facts } from "#components/ui/facts.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { Overview } from "#lib/operator/overview-schema.ts";

const databaseNames = { sqlite: "SQLite", postgresql: "PostgreSQL" };
const megabytes = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const BYTES_PER_MB = 1_000_000;
const MINUTE_SECONDS = 60;
/** Rows that wait longer than this are more than a short rush. */
const LONG_LAG_SECONDS = 60;

export function InstallationFacts({ overview }: { overview: Overview }) {
  const { version, uptime_seconds, database, store_bytes, compaction_lag_seconds, counted_at } = overview;
  return (
    <SettingsSection title="Installation" description="The software and its database.">
      <Facts>
        <Fact name="Version">{version}</Fact>
        <Fact name="Running for">{uptimeText(uptime_seconds)}</Fact>
        <Fact name="Database">
          {databaseNames[database]}, {megabytes.format(store_bytes / BYTES_PER_MB)} MB
        </Fact>
        <Fact name="Request log">
          {compaction_lag_seconds > LONG_LAG_SECONDS
            ? `Counts are ${uptimeText(compaction_lag_seconds)} behind`
            : "Up to date"}
        </Fact>
        <Fact name="Counted">
          <TimeAgo at={counted_at} />
        </Fact>
      </Facts>
    </SettingsSection>
  );
}

/** In its largest unit, because nobody needs the seconds of a week. */
function uptimeText(seconds: number): string {
  for (const [size, from] of [
    [86_400, 2 * 86_400],
    [3600, 2 * 3600],
    [MINUTE_SECONDS, MINUTE_SECONDS],
  ] as const)
    if (seconds >= from) return durationText(Math.floor(seconds / size) * size);
  return durationText(Math.max(1, Math.floor(seconds)));
}
