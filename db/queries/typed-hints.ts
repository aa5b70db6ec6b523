/** The hints that somebody can mean: few keyboards have the character …, so they type three dots. */
export const typedHints = (typed: string) => [typed, typed.replace("...", "…")];
