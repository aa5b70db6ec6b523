/** A failure whose message tells its reader all that is needed: no stack is shown. */
export class Stop extends Error {}
