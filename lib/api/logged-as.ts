import type { Verification } from "#lib/gate/verify.ts";

/** A handler's result whose request is logged for another key than the caller's: the key that was verified. */
export class LoggedAs<T> {
  readonly result: T;
  /** Null: the request is logged for the caller. */
  readonly entry: Verification["entry"];

  constructor(result: T, entry: Verification["entry"]) {
    this.result = result;
    this.entry = entry;
  }
}
