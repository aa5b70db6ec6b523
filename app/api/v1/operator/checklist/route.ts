import { endpoint } from "#lib/api/endpoint.ts";
import { readChecklist } from "#lib/readiness/checklist.ts";
import { Checklist } from "#lib/readiness/schema.ts";

export const GET = endpoint({
  summary: "Check whether the installation is ready for production",
  description:
    "The checks of the command `doctor` that a running server can do, each with what it means and what to do. Waits up to 10 seconds for the email server.",
  tag: "Operator",
  access: "operator",
  returns: Checklist,
  handle: ({ request, client, now }) =>
    readChecklist({ forwarded: request.headers.get("x-forwarded-for"), ip: client.ip }, now),
});
