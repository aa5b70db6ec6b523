import manifest from "#package.json" with { type: "json" };

/** The version of Latchkey. */
export const { version } = manifest;
