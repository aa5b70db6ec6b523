export const textAnswer = (text: string, type: "text/markdown" | "text/plain") =>
  new Response(text, { headers: { "content-type": `${type}; charset=utf-8` } });
