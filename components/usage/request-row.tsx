import Link from "next/link";
import { Badge } from "#components/ui/badge.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { LoggedRequest } from "#lib/usage/schema.ts";

const cell = "px-3 py-3 align-top";
const milliseconds = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

function toneOf(status: number) {
  if (status < 400) return "good" as const;
  return status === 429 ? ("brass" as const) : ("danger" as const);
}

export function RequestRow({ request, keyName }: { request: LoggedRequest; keyName: string | null }) {
  const failed = request.checks.find((check) => check.outcome === "failed");
  return (
    <tr className="transition-colors hover:bg-sunken/60">
      <th scope="row" className={`${cell} w-full max-w-0 pl-5 text-left font-normal sm:pl-6`}>
        <p className="truncate font-mono text-[0.8125rem]" title={`${request.method} ${request.path}`}>
          <span className="text-muted">{request.method}</span> {request.path}
        </p>
        {failed ? <p className="mt-0.5 text-pretty text-danger text-xs">{failed.detail}</p> : null}
        <p className="truncate font-mono text-muted text-xs">{request.request_id}</p>
        <p className="truncate text-muted text-xs md:hidden">
          <span className="sm:hidden">
            <TimeAgo at={request.at} /> ·{" "}
          </span>
          {keyName ?? "Browser"}
        </p>
      </th>
      <td className={`${cell} pr-5 sm:pr-3`}>
        <Badge tone={toneOf(request.status)} className="tabular-nums">
          {request.status}
        </Badge>
        {request.code ? (
          <Link
            href={`/docs/errors#${request.code}`}
            className="mt-1 block max-w-28 truncate font-mono text-muted text-xs hover:text-foreground hover:underline sm:max-w-none"
          >
            {request.code}
          </Link>
        ) : null}
      </td>
      <td className={`${cell} hidden max-w-48 truncate md:table-cell`}>
        {keyName ?? <span className="text-muted">Browser</span>}
      </td>
      <td className={`${cell} hidden whitespace-nowrap text-right text-muted tabular-nums sm:table-cell`}>
        {milliseconds.format(request.latency_ms)} ms
      </td>
      <td className={`${cell} hidden pr-6 text-right text-muted tabular-nums sm:table-cell`}>
        <TimeAgo at={request.at} />
      </td>
    </tr>
  );
}
