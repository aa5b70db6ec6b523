const longest = 100;

/** What somebody has typed into a search, or what a link says, as the API takes it. */
export const searchText = (q: string) =>
  q
    .replaceAll(/\p{Cc}/gu, "")
    .trim()
    .slice(0, longest);
