import { ChecksCard } from "#components/requests/checks-card.tsx";
import { CurlCard } from "#components/requests/curl-card.tsx";
import { RequestFacts } from "#components/requests/request-facts.tsx";
import { duration, isDecision, refusalOf, toneOf } from "#components/requests/request-words.ts";
import { Breadcrumbs } from "#components/shell/breadcrumbs.tsx";
import { Badge } from "#components/ui/badge.tsx";
import type { LoggedRequest } from "#lib/usage/schema.ts";

export type OneRequestProps = {
  request: LoggedRequest;
  /** The email of the member who sent it; null if a key did, or if they aren't a member any more. */
  member: string | null;
  /** Whether the code has an entry in the error reference. */
  documented: boolean;
  appUrl: string;
  /** Where the operator's API is, if that is known. */
  apiOrigin: string | null;
  /** Whether the user can change every key. */
  managesKeys: boolean;
};

export function OneRequest({ request, member, documented, appUrl, apiOrigin, managesKeys }: OneRequestProps) {
  const { method, path, status, request_id } = request;
  return (
    <>
      <Breadcrumbs parent={{ href: "/settings/requests", name: "Requests" }} current={request_id} />
      <div className="mb-8">
        <h1 className="wrap-anywhere font-display text-3xl leading-tight tracking-[-0.015em] sm:text-4xl">
          <span className="text-muted">{method}</span> {path}
        </h1>
        <p className="mt-3 flex items-baseline gap-3 text-muted">
          <Badge tone={toneOf(status)} className="tabular-nums">
            {status}
          </Badge>
          <span className="min-w-0 break-words">{sentenceOf(request)}</span>
        </p>
      </div>
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="grid min-w-0 gap-5">
          <ChecksCard request={request} managesKeys={managesKeys} />
          <CurlCard request={request} appUrl={appUrl} apiOrigin={apiOrigin} />
        </div>
        <RequestFacts request={request} member={member} documented={documented} />
      </div>
    </>
  );
}

function sentenceOf(request: LoggedRequest): string {
  const { status, latency_ms } = request;
  const took = duration(latency_ms);
  const why = refusalOf(request);
  if (isDecision(request)) {
    if (status < 400) return `Allowed. The decision took ${took}. What your API answered isn't known here.`;
    return why ? `Refused before it reached your API: ${why}` : "Refused before it reached your API.";
  }
  if (status < 400) return `Succeeded in ${took}.`;
  return (
    why ??
    (status < 500 ? "It passed all checks. The request itself was wrong." : "The server couldn't answer it.")
  );
}
