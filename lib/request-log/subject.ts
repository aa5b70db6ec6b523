/** Whose accepted requests a policy counts. */
export type Subject =
  | { kind: "workspace"; workspaceId: string; environment: string }
  | { kind: "key"; keyId: string; workspaceId: string }
  | { kind: "user"; userId: string };

/** The fields of a log entry that tell whose it is. */
export interface Owned {
  workspaceId: string | null;
  environment: string;
  keyId: string | null;
  userId: string | null;
}

/** A unique name for a subject. */
export function nameOf(subject: Subject): string {
  if (subject.kind === "workspace") return `${subject.workspaceId}/${subject.environment}`;
  return subject.kind === "key" ? subject.keyId : subject.userId;
}

/** Whether a subject's limits count an entry. */
export function concerns({ workspaceId, environment, keyId, userId }: Owned, subject: Subject): boolean {
  if (subject.kind === "key") return keyId === subject.keyId;
  if (subject.kind === "user") return userId === subject.userId;
  return keyId !== null && workspaceId === subject.workspaceId && environment === subject.environment;
}

/** The names of all subjects whose limits count an entry. */
export function namesOf({ workspaceId, environment, keyId, userId }: Owned): string[] {
  if (keyId && workspaceId) return [keyId, `${workspaceId}/${environment}`];
  return userId ? [userId] : [];
}
