import { Card } from "#components/ui/card.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

const figures = ["Requests", "Succeeded", "Failed", "Rate limited", "Error rate"];

/** In the place of the totals and the chart, as high as they are. Without numbers, because a zero would be wrong. */
export function SeriesLoading() {
  return (
    <>
      <Card aria-hidden="true" className="p-5 sm:p-6">
        <div className="grid grid-cols-2 gap-x-6 gap-y-5 sm:grid-cols-5">
          {figures.map((name) => (
            <div key={name}>
              <p className="text-muted text-sm">{name}</p>
              <p className="mt-1 font-display text-3xl text-muted leading-none">–</p>
              <p className="mt-1.5 text-xs">&nbsp;</p>
            </div>
          ))}
        </div>
        <p className="mt-4 text-xs">&nbsp;</p>
      </Card>
      <Card className="grid h-[27rem] place-items-center p-5 sm:h-[25rem] sm:p-6">
        <p role="status" className="flex items-center gap-3 text-muted text-sm">
          <Spinner /> Loading usage…
        </p>
      </Card>
    </>
  );
}
