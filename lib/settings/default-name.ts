/** The name of an installation that has none of its own: that of the software. */
export const DEFAULT_NAME = "Latchkey";
