/** Where a request came from, for sessions and throttles. */
export interface Client {
  ip: string | null;
  userAgent: string | null;
}
