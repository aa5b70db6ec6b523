/** A part of a page that the search can find. */
export interface SearchEntry {
  url: string;
  page: string;
  heading: string | null;
  text: string;
}
