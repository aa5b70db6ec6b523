import { type DailyRequests, days } from "#components/key-list/daily-requests.ts";
import { lazily } from "#components/ui/lazily.ts";

const height = 24;
const step = 3;
const bar = 2;
const box = "block h-6 w-[5.5625rem]";
const count = lazily(() => new Intl.NumberFormat("en"));
const dayName = lazily(
  () => new Intl.DateTimeFormat("en", { month: "short", day: "numeric", timeZone: "UTC" }),
);

/** A bar for each of the last 30 days. Takes the same space while it loads. */
export function KeySparkline({ daily }: { daily: DailyRequests[] | null | undefined }) {
  if (daily === undefined) return <span className={`${box} text-muted`}>Unavailable</span>;
  if (daily === null) return <span className={box} />;
  const most = Math.max(0, ...daily.map(totalOf));
  const text = describe(daily, most);
  return (
    <svg
      viewBox={`0 0 ${days * step - 1} ${height}`}
      role="img"
      aria-label={text}
      className={box}
      preserveAspectRatio="none"
    >
      <title>{text}</title>
      <rect y={height - 1} width={days * step - 1} height={1} className="fill-line" />
      {most > 0 ? daily.map((day, index) => <Bar key={day.day} {...day} index={index} most={most} />) : null}
    </svg>
  );
}

function Bar({ succeeded, refused, index, most }: DailyRequests & { index: number; most: number }) {
  const total = succeeded + refused;
  if (total === 0) return null;
  // A day with few requests is still visible beside a busy one.
  const tall = Math.max(2, (total / most) * height);
  const refusedTall = (refused / total) * tall;
  return (
    <>
      <rect
        x={index * step}
        y={height - tall + refusedTall}
        width={bar}
        height={tall - refusedTall}
        className="fill-bar-2"
      />
      <rect x={index * step} y={height - tall} width={bar} height={refusedTall} className="fill-danger" />
    </>
  );
}

const totalOf = ({ succeeded, refused }: DailyRequests) => succeeded + refused;

function describe(daily: DailyRequests[], most: number): string {
  if (most === 0) return "No requests in the last 30 days";
  const total = daily.reduce((sum, day) => sum + totalOf(day), 0);
  const refused = daily.reduce((sum, day) => sum + day.refused, 0);
  const busiest = daily.find((day) => totalOf(day) === most);
  const failed = refused > 0 ? `, ${count().format(refused)} refused` : "";
  const peak = busiest ? `; most on ${dayName().format(new Date(busiest.day))}: ${count().format(most)}` : "";
  return `${count().format(total)} ${total === 1 ? "request" : "requests"} in the last 30 days (UTC)${failed}${peak}`;
}
