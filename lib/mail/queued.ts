let listener = () => {};

/** Has the mailer know of each email that this thread queues. Those of other threads and processes it finds by itself. */
export function onQueued(listen: () => void): void {
  listener = listen;
}

/** Tells the mailer that an email was queued, once that is committed. */
export const noteQueued = () => listener();
