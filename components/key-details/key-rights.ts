import { ApiProblem } from "#components/api-client.ts";
import type { PublicKey } from "#lib/keys/schema.ts";

/** The user who looks at a key. */
export interface KeyViewer {
  userId: string;
  role: "owner" | "admin" | "developer" | "viewer";
  workspaceSuspended: boolean;
}

const WHO = "An admin or owner of the workspace can give it to you.";

/**
 * Whether the user can change the key, and if not, which role they need. The server decides again, with the role they have
 * then.
 */
export function rightsOf(viewer: KeyViewer, key: PublicKey): { mayChange: boolean; why: string | null } {
  const { userId, role, workspaceSuspended } = viewer;
  if (role === "viewer")
    return {
      mayChange: false,
      why: `Your role (viewer) can't change keys. You need the developer role. ${WHO}`,
    };
  if (role === "developer" && key.created_by.user_id !== userId)
    return {
      mayChange: false,
      why: `Developers can only change keys they created. For this key, you need the admin role. ${WHO}`,
    };
  // The shell says that the workspace is suspended.
  return { mayChange: key.status !== "revoked" && !workspaceSuspended, why: null };
}

/** Why a change was refused. A role can be withdrawn while the page is open. */
export function refusalText(error: Error | null): string | undefined {
  if (!(error instanceof ApiProblem) || error.reason !== "insufficient_role") return error?.message;
  const needed = error.detail.startsWith("Developers") ? "admin" : "developer";
  return `${error.detail} You need the ${needed} role. ${WHO}`;
}
