import type { Person } from "#lib/actors/actor.ts";
import type { AuditActor } from "#lib/audit/event.ts";

/** An operator as the audit log names them when they use an operator's route. */
export const operatorOf = ({ userId, email }: Person): AuditActor => ({
  type: "operator",
  id: userId,
  label: email,
});
