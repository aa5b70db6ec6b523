import { ApiProblem, callApi } from "#components/api-client.ts";

const NO_ACCESS = "You no longer have access to the operator's desk. Another operator can give it back.";

/**
 * Reads a list or an overview of the desk. To those who are no longer operators, its paths don't exist: the API's words for
 * that would say nothing to them.
 */
export async function readDesk<Answer>(path: string, signal: AbortSignal): Promise<Answer> {
  try {
    return await callApi<Answer>("GET", `/operator/${path}`, { signal });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    // Not 404, which would say that what the page is about is gone.
    throw new ApiProblem(403, { code: "forbidden", detail: NO_ACCESS });
  }
}

/** Reads one user or workspace. It may be gone, or the reader may no longer be an operator: the API answers both the same. */
export async function readOnDesk<Item>(path: string, signal: AbortSignal): Promise<Item> {
  try {
    return (await callApi<{ data: Item }>("GET", `/operator/${path}`, { signal })).data;
  } catch (error) {
    if (isNotFound(error)) await readDesk("plans", signal);
    throw error;
  }
}

export const isNotFound = (error: unknown): boolean => error instanceof ApiProblem && error.status === 404;
