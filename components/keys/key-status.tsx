import { Badge } from "#components/ui/badge.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

const tones = { active: "good", disabled: "brass", expired: "plain", revoked: "danger" } as const;

export function KeyStatus({ status }: { status: PublicKey["status"] }) {
  return (
    <Badge tone={tones[status]}>
      <span aria-hidden="true" className="size-1.5 rounded-full bg-current" />
      {status}
    </Badge>
  );
}
