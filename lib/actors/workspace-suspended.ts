import { problem } from "#lib/problem.ts";

/** The `forbidden` (`workspace_suspended`). */
export const workspaceSuspended = () =>
  problem("forbidden", {
    reason: "workspace_suspended",
    detail: "The workspace is suspended: its API keys are refused, and its members can only read.",
  });
