import { Check, X } from "lucide-react";
import { LogTime } from "#components/requests/log-time.tsx";
import { checkName } from "#components/requests/request-words.ts";
import { inEnvironment } from "#components/shell/environment.ts";
import { Card } from "#components/ui/card.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { LoggedRequest } from "#lib/usage/schema.ts";

type ChecksCardProps = {
  request: LoggedRequest;
  /** Whether the user can change every key. */
  managesKeys: boolean;
};

/** Every check in the order it was made, and what the request would have needed to pass. */
export function ChecksCard({ request, managesKeys }: ChecksCardProps) {
  const { checks } = request;
  return (
    <Card aria-labelledby="checks" className="p-5 sm:p-6">
      <h2 id="checks" className="font-medium">
        Checks
      </h2>
      <p className="mt-1 text-muted text-sm">{summaryOf(checks)}</p>
      {checks.length > 0 ? <CheckList checks={checks} /> : null}
      {request.needed ? <Needed request={request} needed={request.needed} managesKeys={managesKeys} /> : null}
    </Card>
  );
}

export function CheckList({ checks }: Pick<LoggedRequest, "checks">) {
  return (
    <ol className="mt-5">
      {checks.map((check, index) => (
        <CheckItem key={check.check} check={check} last={index === checks.length - 1} />
      ))}
    </ol>
  );
}

function summaryOf(checks: LoggedRequest["checks"]): string {
  if (checks.length === 0) return "None were made.";
  const failed = checks.some(({ outcome }) => outcome === "failed");
  return failed
    ? "In the order they were made. The failed one decided."
    : "In the order they were made. All passed.";
}

function CheckItem({ check, last }: { check: LoggedRequest["checks"][number]; last: boolean }) {
  const failed = check.outcome === "failed";
  const Icon = failed ? X : Check;
  return (
    <li className="relative flex gap-3.5 pb-5 last:pb-0">
      {last ? null : <span aria-hidden="true" className="absolute top-7 bottom-1 left-3 w-px bg-line" />}
      <span
        className={`mt-px grid size-6 shrink-0 place-items-center rounded-full ${failed ? "bg-danger-wash text-danger" : "bg-good-wash text-good"}`}
      >
        <Icon className="size-3.5" strokeWidth={2.5} aria-hidden />
      </span>
      <div className="min-w-0 text-sm">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{checkName(check.check)}</span>
          <span className={failed ? "text-danger text-xs" : "text-muted text-xs"}>{check.outcome}</span>
        </p>
        <p className={`mt-0.5 break-words ${failed ? "text-danger" : "text-muted"}`}>{check.detail}</p>
      </div>
    </li>
  );
}

const limitNames: Record<string, string> = {
  plan: "the plan's limit, which all keys of this environment share",
  key: "the key's own limit",
  quota: "the plan's monthly quota",
  user: "the limit for members",
};

type NeededProps = ChecksCardProps & { needed: NonNullable<LoggedRequest["needed"]> };

function Needed({ request: { key, environment }, needed: { scopes, limit }, managesKeys }: NeededProps) {
  return (
    <Notice tone="brass" className="mt-6">
      <p className="font-medium">What it would have needed</p>
      {scopes.length > 0 ? (
        <p className="mt-1 text-pretty">
          {scopes.length === 1 ? "The scope " : "The scopes "}
          {scopes.map((scope, index) => (
            <span key={scope}>
              {index > 0 ? ", " : null}
              <code className="wrap-anywhere text-compact">{scope}</code>
            </span>
          ))}
          .{" "}
          {key ? (
            <>
              {managesKeys ? "You" : "An admin, an owner or the developer who created the key"} can add{" "}
              {scopes.length === 1 ? "it" : "them"} to{" "}
              <TextLink href={inEnvironment(`/settings/api-keys/${key.id}`, environment)}>
                {key.name ?? key.hint}
              </TextLink>
              .
            </>
          ) : (
            "A role that includes it. Workspace owners and admins can change roles."
          )}
        </p>
      ) : null}
      {limit ? (
        <p className="mt-1 text-pretty tabular-nums">
          Capacity in {limitNames[limit.name] ?? limit.name}: {limit.used.toLocaleString("en")} of{" "}
          {limit.limit.toLocaleString("en")} requests per {limit.per} were used.{" "}
          {limit.resets_at ? (
            <>
              The next one would have been accepted on <LogTime at={limit.resets_at} />.
            </>
          ) : null}
        </p>
      ) : null}
    </Notice>
  );
}
