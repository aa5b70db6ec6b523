/** Formats all numbers the same way, whatever the server's or the browser's locale. */
export const number = new Intl.NumberFormat("en");
