import { ApiProblem } from "#components/api-client.ts";

const sentences: Record<string, string> = {
  last_owner: "A workspace needs at least one owner. Make someone else an owner first.",
  workspace_limit: "They already own 20 workspaces, which is the maximum. They need to give one up first.",
  workspace_suspended: "This workspace is suspended, so nothing in it can be changed.",
};

/** What went wrong with a member or an invitation, and what to do. */
export function memberError(error: Error): string {
  if (!(error instanceof ApiProblem)) return error.message;
  if (error.status === 404)
    return "This no longer exists. Someone may have changed it in the meantime. Close the dialog and check the list.";
  return (error.reason && sentences[error.reason]) || error.detail;
}
