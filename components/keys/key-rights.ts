import { ApiProblem } from "#components/api-client.ts";
import { accessText, grantText } from "#components/workspaces/access-text.ts";
import type { PublicKey } from "#lib/keys/schema.ts";

/** The user who looks at keys. */
export interface KeyViewer {
  userId: string;
  role: "owner" | "admin" | "developer" | "viewer";
  workspaceSuspended: boolean;
}

/** Whether the user can change a key, and if not, why and who can help. */
export interface KeyRights {
  mayChange: boolean;
  why: string | null;
}

const SUSPENDED =
  "This workspace is suspended, so its keys can't be changed. Contact the operator of this site.";

/** Why the user can't create or change any key; null if they can. */
export function whyReadOnly({ role, workspaceSuspended }: KeyViewer): string | null {
  // First, because no role would help.
  if (workspaceSuspended) return SUSPENDED;
  if (role !== "viewer") return null;
  return accessText({ role, needs: "developer", to: "create or change keys" });
}

/** The same for a page, whose shell already says that the workspace is suspended. */
export const readOnlyNote = (viewer: KeyViewer): string | null =>
  viewer.workspaceSuspended ? null : whyReadOnly(viewer);

/** What the user can do with a key. The server decides again, with the role they have then. */
export function rightsOf(viewer: KeyViewer, key: PublicKey): KeyRights {
  const why = whyReadOnly(viewer) ?? whyNotThis(viewer, key);
  return { mayChange: why === null && key.status !== "revoked", why };
}

function whyNotThis({ role, userId }: KeyViewer, { created_by }: PublicKey): string | null {
  if (role !== "developer" || created_by.user_id === userId) return null;
  return `Developers can only change keys they created. For this key, you need the admin role. ${grantText("admin")}`;
}

/** Why a change was refused. A role can be withdrawn, and a workspace suspended, while the page is open. */
export function refusalText(error: Error | null): string | undefined {
  if (!(error instanceof ApiProblem)) return error?.message;
  if (error.reason === "workspace_suspended") return SUSPENDED;
  if (error.reason !== "insufficient_role") return error.message;
  const needed = error.detail.startsWith("Developers") ? "admin" : "developer";
  return `${error.detail} You need the ${needed} role. ${grantText(needed)}`;
}
