import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { DayOfRequests } from "#components/usage/last-day.ts";

/** The chart's numbers as a table for screen readers. */
export function ChartTable({ day, names }: { day: DayOfRequests; names: string[] }) {
  return (
    <div className="sr-only">
      <table>
        <caption>Requests in the last 24 hours by key. Hours without requests are omitted.</caption>
        <thead>
          <tr>
            <th scope="col">Hour</th>
            {names.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {day.hours
            .filter((hour) => hour.total > 0)
            .map((hour) => (
              <tr key={hour.start}>
                <th scope="row">
                  <TimeAgo at={hour.start} />
                </th>
                {hour.parts.map((part, group) => (
                  <td key={names[group]}>{part}</td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
