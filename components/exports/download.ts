import { ApiProblem, answerOf } from "#components/api-client.ts";
import { saveFile } from "#components/ui/save-file.ts";

/** A server that sends a file is never silent for so long. */
const LONGEST_SILENCE_MS = 60_000;

/**
 * Downloads a file of this site's own API in the workspace that the page shows. `path` is relative to `/api/v1`. It can take
 * minutes, so unlike `callApi` it only gives up when nothing comes any more. Throws an `ApiProblem`.
 */
export async function downloadFromApi(path: string, filename: string): Promise<void> {
  const silence = new SilenceTimer();
  try {
    const response = await answerOf("GET", path, {}, () => silence.start());
    saveFile(filename, await wholeBody(response, silence));
  } finally {
    silence.end();
  }
}

async function wholeBody(response: Response, silence: SilenceTimer): Promise<Blob> {
  const parts: BlobPart[] = [];
  try {
    // Not `for await`, which Safari doesn't have.
    const reader = response.body?.getReader();
    for (;;) {
      const part = await reader?.read();
      if (!part?.value) break;
      parts.push(part.value);
      silence.heard();
    }
  } catch {
    throw new ApiProblem(0, {
      code: "unreachable",
      detail: "The connection was lost. Nothing was saved. Try again.",
    });
  }
  return new Blob(parts, { type: response.headers.get("content-type") ?? "" });
}

class SilenceTimer {
  #abort = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** A signal that aborts after a silence. */
  start(): AbortSignal {
    this.#abort = new AbortController();
    this.heard();
    return this.#abort.signal;
  }

  heard(): void {
    this.end();
    this.#timer = setTimeout(() => this.#abort.abort(), LONGEST_SILENCE_MS);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
