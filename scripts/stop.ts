/** A failure whose message says everything: it is shown without a stack. */
export class Stop extends Error {}
