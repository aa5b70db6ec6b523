/** A pattern for `like … escape '\'` on lowercase text that matches everything containing the text. */
export const containing = (text: string) => `%${text.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
