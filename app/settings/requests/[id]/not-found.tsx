import { UnknownRequest } from "#components/requests/unknown-request.tsx";
import { env } from "#env.ts";

export default function RequestNotFound() {
  return <UnknownRequest retentionDays={env.retentionDays} />;
}
