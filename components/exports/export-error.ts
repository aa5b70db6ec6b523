import { ApiProblem } from "#components/api-client.ts";

/** Why an export isn't possible now, and what to do. */
export function exportError(error: Error): string {
  if (error instanceof ApiProblem && error.reason === "export_in_progress")
    return "Another export of yours or of this workspace is still running, perhaps in another tab. Try again when it has finished.";
  return error.message;
}
