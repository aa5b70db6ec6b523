import type { ReactNode } from "react";
import { FullTime } from "#components/requests/log-time.tsx";
import { RequestMaker } from "#components/requests/request-maker.tsx";
import { duration, isDecision, toneOf, vias } from "#components/requests/request-words.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { CopyText } from "#components/ui/copy-text.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { LoggedRequest } from "#lib/usage/schema.ts";

type RequestFactsProps = { request: LoggedRequest; member: string | null; documented: boolean };

export function RequestFacts({ request, member, documented }: RequestFactsProps) {
  const { code, key, user_id, status, cost } = request;
  return (
    <Card aria-labelledby="facts" className="px-5 py-5 sm:px-6">
      <h2 id="facts" className="font-medium">
        Request
      </h2>
      <dl className="mt-3 divide-y text-sm">
        <Line name="Request ID">
          <CopyText text={request.request_id} label="Copy request ID" />
        </Line>
        <Line name="Time">
          <FullTime at={request.at} />
        </Line>
        <Line name={isDecision(request) ? "Decision" : "Status"}>
          <Badge tone={toneOf(status)} className="tabular-nums">
            {status}
          </Badge>
        </Line>
        {code ? (
          <Line name="Code">
            {documented ? (
              <TextLink href={`/docs/errors/${code}`} className="wrap-anywhere font-mono text-compact">
                {code}
              </TextLink>
            ) : (
              <code className="wrap-anywhere text-compact">{code}</code>
            )}
          </Line>
        ) : null}
        <Line name={isDecision(request) ? "Decision time" : "Duration"}>{duration(request.latency_ms)}</Line>
        <Line name="Received by">{vias[request.via]}</Line>
        <Line name="Environment">
          <span className="capitalize">{request.environment}</span>
        </Line>
        {key || !user_id ? (
          <Line name="Key">
            <span className="break-words font-medium">
              <RequestMaker request={request} />
            </span>
            {key ? <code className="mt-0.5 block wrap-anywhere text-muted text-xs">{key.hint}</code> : null}
          </Line>
        ) : null}
        {user_id ? (
          <Line name="Member">
            <span className="block wrap-anywhere">{member ?? "No longer a member"}</span>
            <CopyText text={user_id} label="Copy user ID" />
          </Line>
        ) : null}
        <Line name="Counted as">{cost === 1 ? "1 request" : `${cost} requests`}</Line>
        <Line name="Address">
          {request.ip ? <CopyText text={request.ip} label="Copy address" /> : "Unknown"}
        </Line>
        <Line name="User agent">
          <span className="break-words">{request.user_agent ?? "None sent"}</span>
        </Line>
      </dl>
    </Card>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[6.75rem_minmax(0,1fr)] gap-x-4 py-2.5 first:pt-1 last:pb-0">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 tabular-nums">{children}</dd>
    </div>
  );
}
