/** Where a request came from, for sessions and throttles. */
export interface Client {
  ip: string | null;
  userAgent: string | null;
  /** Set where the request's context doesn't know it: in the Next worker. */
  requestId?: string | null;
}
