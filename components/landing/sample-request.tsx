import { CheckList } from "#components/requests/checks-card.tsx";
import { Badge } from "#components/ui/badge.tsx";

const CHECKS = [
  { check: "credential", outcome: "passed", detail: "The key is known." },
  { check: "key_status", outcome: "passed", detail: "The key is active." },
  {
    check: "scope",
    outcome: "failed",
    detail: "The key doesn't have the scope orders:write. It has orders:read.",
  },
] as const;

export function SampleRequest() {
  return (
    <div className="p-5 sm:p-7">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 font-mono text-compact">
        <Badge tone="danger" className="tabular-nums">
          403
        </Badge>
        POST /orders
        <span className="text-muted">checkout-service</span>
      </p>
      <CheckList checks={[...CHECKS]} />
    </div>
  );
}
