/** A result, and the response that it came with. The response's body has already been read. */
export interface WithResponse<T> {
  data: T;
  response: Response;
}

/** The result of a call. `withResponse()` also gives the raw response. */
export interface APIPromise<T> extends Promise<T> {
  /** The result together with the raw response: its status and headers. */
  withResponse(): Promise<WithResponse<T>>;
}

/** A promise of the result alone. */
export function promiseOf<T>(answer: Promise<WithResponse<T>>): APIPromise<T> {
  const promise = answer.then(({ data }) => data);
  // By way of the promise: if this is all that the caller asks for, nobody else handles its rejection.
  const withResponse = () => promise.then(() => answer);
  return Object.assign(promise, { withResponse });
}

/** A page of a list, as the API answers it. */
export interface Page<Item = unknown> {
  data: Item[];
  meta: { next_cursor: string | null };
}

/** A list: `await` gives its first page, `for await` all elements of all pages. */
export type ListPromise<P extends Page> = APIPromise<P> & AsyncIterable<P["data"][number]>;
