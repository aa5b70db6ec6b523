/** A result, and the response that it came with. The response's body has already been read. */
export interface WithResponse<T> {
  data: T;
  response: Response;
}

/** The result of a call. `withResponse()` also gives the raw response. */
export class APIPromise<T> extends Promise<T> {
  readonly #answer: Promise<WithResponse<T>>;

  constructor(answer: Promise<WithResponse<T>>) {
    super((resolve) => resolve(undefined as T));
    this.#answer = answer;
  }

  static override get [Symbol.species]() {
    return Promise;
  }

  /** The result together with the raw response: its status and headers. */
  withResponse(): Promise<WithResponse<T>> {
    return this.#answer;
  }

  // biome-ignore lint/suspicious/noThenProperty: this is how a promise is extended
  override then<A = T, B = never>(
    onResult?: ((data: T) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#answer.then(({ data }) => data).then(onResult, onError);
  }
}

/** A page of a list, as the API answers it. */
export interface Page<Item = unknown> {
  data: Item[];
  meta: { next_cursor: string | null };
}

/** A list: `await` gives its first page, `for await` all elements of all pages. */
export type ListPromise<P extends Page> = APIPromise<P> & AsyncIterable<P["data"][number]>;

/** All elements of a page and of those after it. */
export async function* elements(
  first: PromiseLike<Page>,
  after: (cursor: string) => PromiseLike<Page>,
): AsyncGenerator<unknown> {
  for (let page = first; ; ) {
    const { data, meta } = await page;
    yield* data;
    if (!meta.next_cursor) return;
    page = after(meta.next_cursor);
  }
}
