import { ApiProblem } from "#components/api-client.ts";

const sentences: Record<string, string> = {
  last_owner: "This is the only owner, and a workspace needs one. Make someone else an owner first.",
  workspace_limit: "They own as many workspaces as someone can own: 20. They have to give one up first.",
  workspace_suspended: "The workspace is suspended, so nothing in it can be changed.",
};

/** What went wrong with a member or an invitation, and what to do. */
export function memberError(error: Error): string {
  if (!(error instanceof ApiProblem)) return error.message;
  if (error.status === 404) return "This was changed in the meantime: it's gone. Close this and look again.";
  return (error.reason && sentences[error.reason]) || error.detail;
}
