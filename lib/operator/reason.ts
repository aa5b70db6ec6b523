import { Label } from "#lib/text.ts";

/** Why an operator changes something. It is only in the audit log. */
export const Reason = Label(500).meta({
  description: "Why, for the audit log. A workspace's admins and owners can read it there",
});

/** The reason as the audit log has it. */
export const reasonChange = (reason: string | undefined) =>
  reason ? { reason: { before: null, after: reason } } : undefined;
