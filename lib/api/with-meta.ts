/** A handler's result with the `meta` of its response, as the endpoint's `meta` declares it. */
export class WithMeta<T> {
  readonly result: T;
  readonly meta: Record<string, unknown>;

  constructor(result: T, meta: Record<string, unknown>) {
    this.result = result;
    this.meta = meta;
  }
}
