import type { Verification } from "#lib/gate/verify.ts";

/** A handler's result whose request is logged as somebody else's: a verdict about another key. */
export class LoggedAs<T> {
  readonly result: T;
  /** Null: the request stays the caller's. */
  readonly entry: Verification["entry"];

  constructor(result: T, entry: Verification["entry"]) {
    this.result = result;
    this.entry = entry;
  }
}
