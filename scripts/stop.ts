/** An error whose message is sufficient, so it is shown without a stack trace. */
export class Stop extends Error {}
