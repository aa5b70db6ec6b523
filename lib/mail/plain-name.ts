const LONGEST = 60;

/**
 * A name that somebody has chosen, for an email to someone else: one line of at most 60 characters, without anything that
 * email programs turn into a link. Otherwise our emails could carry a stranger's message.
 */
export function plainName(name: string): string {
  const words = name
    .replaceAll(/[\p{C}\p{Z}]/gu, " ")
    .replaceAll(/[:/\\@<>"]/g, " ")
    // A dot between letters makes a domain name.
    .replaceAll(/[.。．｡](?=\S)/g, " ")
    .split(" ")
    .filter(Boolean);
  const text = Array.from(words.join(" "));
  return text.length <= LONGEST ? text.join("") : `${text.slice(0, LONGEST - 1).join("")}…`;
}
