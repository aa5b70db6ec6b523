/** What the page of an error code says in addition to the table of problems. Code is between backticks. */
export interface ErrorGuide {
  /** What leads to this error. */
  cause: string;
  /** What to do about it. */
  fix: string;
  /** A request that gets this error: its first line, headers, an empty line, and its body. */
  request: string;
  /** The reason in the example's response, if the code has reasons. */
  reason?: string;
  /** Members of the example's response in addition to those that all problems have. */
  extras?: Record<string, unknown>;
}
