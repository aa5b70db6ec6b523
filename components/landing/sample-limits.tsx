import { Meter } from "#components/usage/meter.tsx";

export function SampleLimits() {
  return (
    <div className="grid gap-8 p-5 sm:grid-cols-2 sm:p-7">
      <Meter label="Requests in the last minute" used={43} of={60} unit="in the last minute">
        17 left. Next slot opens in 4 seconds.
      </Meter>
      <Meter label="Requests this month" used={86_214} of={100_000} unit="this month">
        13,786 left. Resets on the 1st (UTC).
      </Meter>
    </div>
  );
}
