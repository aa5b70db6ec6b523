/** How many events a page shows. Not beside the component, because the server can't read values of browser code. */
export const RECENT_EVENTS = 10;
