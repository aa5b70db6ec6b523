import { ApiProblem, problemOf } from "#components/api-client.ts";
import { logInAgain } from "#components/session/log-in-again.ts";
import { pageSession } from "#components/session/page-session.ts";
import { saveFile } from "#components/ui/save-file.ts";

/**
 * Downloads a file of this site's own API in the workspace that the page shows. `path` is relative to `/api/v1`. It can take
 * minutes, so unlike `callApi` it doesn't give up while the server is sending. Throws an `ApiProblem`.
 */
export async function downloadFromApi(path: string, filename: string): Promise<void> {
  const response = await request(path);
  if (response.status === 401 && pageSession()) {
    await logInAgain();
    return downloadFromApi(path, filename);
  }
  if (!response.ok) throw await problemOf(response);
  saveFile(filename, await response.blob().catch(cutOff));
}

function request(path: string): Promise<Response> {
  const workspaceId = pageSession()?.workspaceId;
  return fetch(`/api/v1${path}`, {
    credentials: "same-origin",
    headers: workspaceId ? { "x-workspace-id": workspaceId } : {},
  }).catch(() => {
    throw new ApiProblem(0, {
      code: "unreachable",
      detail: "Can't reach the server. Check your connection and try again.",
    });
  });
}

function cutOff(): never {
  throw new ApiProblem(0, {
    code: "unreachable",
    detail: "The connection was lost. Nothing was saved. Try again.",
  });
}
