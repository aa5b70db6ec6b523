import { type Envelope, headersOf } from "#lib/api/answer.ts";

/** How long a client can take to read a download. */
const LONGEST_MS = 5 * 60_000;

interface Options {
  contentType: string;
  filename: string;
  chunks: AsyncGenerator<string>;
  /** Called once when nothing of it is needed any more. */
  release: () => void;
}

/** A result that is sent as a file, in parts, as fast as the client reads it. */
export class Download {
  readonly #options: Options;
  readonly #late: NodeJS.Timeout;
  #fail: ((error: Error) => void) | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#late = setTimeout(() => this.#end(new Error("The client reads too slowly")), LONGEST_MS);
    this.#late.unref();
  }

  /** Ends it, if it isn't going to be sent. */
  discard(): void {
    this.#end();
  }

  answer(envelope: Envelope, method: string): Response {
    const { contentType, filename } = this.#options;
    const headers = {
      ...headersOf(envelope),
      "content-type": contentType,
      "content-disposition": `attachment; filename="${filename}"`,
    };
    if (method !== "HEAD") return new Response(this.#stream(), { headers });
    this.discard();
    return new Response(null, { headers });
  }

  #stream(): ReadableStream<Uint8Array> {
    const { chunks } = this.#options;
    const encoder = new TextEncoder();
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#fail = (error) => controller.error(error);
        },
        pull: async (controller) => {
          try {
            const { value, done } = await chunks.next();
            if (!done) return controller.enqueue(encoder.encode(value));
          } catch (error) {
            // Nobody cancels a stream that has failed.
            this.#end();
            throw error;
          }
          this.#end();
          controller.close();
        },
        cancel: () => this.#end(),
      },
      // Nothing is read ahead of the client.
      { highWaterMark: 0 },
    );
  }

  #end(error?: Error): void {
    clearTimeout(this.#late);
    this.#options.release();
    this.#options.chunks.return(undefined).catch(() => {});
    if (error) this.#fail?.(error);
  }
}
