/** What all readers get, and what may be a few minutes old: an operator can change the name in it. */
export const SHARED = { "cache-control": "public, max-age=300" };

/** A document that everyone may read. Only found ones are kept by browsers. */
export const textAnswer = (text: string, type: "text/markdown" | "text/plain", status = 200) =>
  new Response(text, {
    status,
    headers: {
      "content-type": `${type}; charset=utf-8`,
      ...(status === 200 ? SHARED : { "cache-control": "no-store" }),
    },
  });
