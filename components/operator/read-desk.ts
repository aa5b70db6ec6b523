import { ApiProblem, callApi } from "#components/api-client.ts";

/**
 * Reads a list or an overview of the desk. To those who are no longer operators, its paths don't exist: the API's words for
 * that would say nothing to them.
 */
export async function readDesk<Answer>(path: string, signal: AbortSignal): Promise<Answer> {
  try {
    return await callApi<Answer>("GET", `/operator/${path}`, { signal });
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 404) throw error;
    throw new ApiProblem(404, {
      code: error.code,
      detail: "You no longer have access to the operator's desk. Another operator can give it back.",
    });
  }
}
