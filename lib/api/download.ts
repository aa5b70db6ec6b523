import { type Envelope, headersOf } from "#lib/api/answer.ts";

/** How long a client can take to read a download. */
const LONGEST_MS = 5 * 60_000;
/** How long a client can read nothing of it, as of any other answer. */
const UNREAD_MS = 60_000;

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
  #unread: NodeJS.Timeout | undefined;
  #fail: ((error: Error) => void) | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#late = this.#endAfter(LONGEST_MS);
  }

  #endAfter(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#end(new Error("The client reads too slowly")), ms).unref();
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
          clearTimeout(this.#unread);
          try {
            const { value, done } = await chunks.next();
            if (!done) return this.#send(controller, encoder.encode(value));
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

  #send(controller: ReadableStreamDefaultController<Uint8Array>, part: Uint8Array): void {
    controller.enqueue(part);
    this.#unread = this.#endAfter(UNREAD_MS);
  }

  #end(error?: Error): void {
    clearTimeout(this.#late);
    clearTimeout(this.#unread);
    this.#options.release();
    this.#options.chunks.return(undefined).catch(() => {});
    if (error) this.#fail?.(error);
  }
}
