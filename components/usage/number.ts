/** One grouping for all figures on these screens, whatever the server's or the browser's locale. */
export const number = new Intl.NumberFormat("en");
