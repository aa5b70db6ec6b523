import { countText } from "#components/durations.ts";
import type { AuditVerification } from "#lib/operator/audit-schema.ts";

const problems = {
  missing: "Events are missing there.",
  changed: "Its content or its place isn't what was sealed.",
  inserted: "It was inserted: its number is another event's, or isn't one of the chain's.",
  cut_off: "The last events of the chain were deleted.",
};

/** What a verification says, in words. */
export function verificationText({ chain, status, checked, result }: AuditVerification): {
  tone: "plain" | "good" | "danger";
  text: string;
} {
  const what =
    chain === null
      ? "All chains"
      : chain === "installation"
        ? "The installation's chain"
        : `The chain of ${chain}`;
  if (status === "running")
    return {
      tone: "plain",
      text: `A verification is running. ${countText(checked, "event")} checked so far.`,
    };
  if (!result)
    return {
      tone: "danger",
      text: "The verification couldn't be finished. The server's log says why. Try again.",
    };
  const { misfit, chains, sealed, unsealed } = result;
  if (misfit)
    return {
      tone: "danger",
      text: `The audit log was changed. The first event that doesn't fit is ${misfit.event_id ?? `number ${misfit.number}`} of chain ${misfit.chain}. ${problems[misfit.problem]}`,
    };
  const counts = `${countText(sealed, "event")} in ${countText(chains, "chain")}, ${unsealed.toLocaleString("en")} not sealed yet.`;
  return { tone: "good", text: `${what} ${chain === null ? "are" : "is"} intact: ${counts}` };
}
