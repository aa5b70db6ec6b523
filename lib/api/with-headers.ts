/** A handler's result whose response has further headers, such as Set-Cookie. */
export class WithHeaders<T> {
  readonly result: T;
  readonly headers: Record<string, string>;

  constructor(result: T, headers: Record<string, string>) {
    this.result = result;
    this.headers = headers;
  }
}
