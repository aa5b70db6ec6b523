/** How a client is created. */
export interface ClientOptions {
  /** By default `LATCHKEY_API_KEY`. */
  apiKey?: string | undefined;
  /** Instead of a key: a user's access token, or a function that gives the current one. */
  accessToken?: string | (() => string | Promise<string>) | undefined;
  /** Such as `https://keys.example.com`. By default `LATCHKEY_BASE_URL`. */
  baseUrl?: string | undefined;
  /** How often a request that failed is sent again. By default 2. */
  maxRetries?: number | undefined;
  /** How long one try may take, in ms. By default 30,000. */
  timeout?: number | undefined;
  /** The longest `Retry-After` that is waited for, in ms. By default 60,000. */
  maxRetryAfter?: number | undefined;
  /** The workspace, for users who have several. */
  workspaceId?: string | undefined;
  /** By default the global one. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Allows an API key in a browser, where everybody who uses the page can read it. */
  dangerouslyAllowBrowser?: boolean | undefined;
}

/** What one call can choose. */
export interface CallOptions {
  /** Cancels the call, also while it waits to try again. The call then throws the signal's reason. */
  signal?: AbortSignal | undefined;
  /** How long one try may take, in ms. */
  timeout?: number | undefined;
  /** How often a request that failed is sent again. */
  maxRetries?: number | undefined;
  /** The workspace, for users who have several. */
  workspaceId?: string | undefined;
  /** For a POST. By default a random one, which stays the same over all tries. */
  idempotencyKey?: string | undefined;
}
