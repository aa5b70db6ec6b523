import { gzipSync } from "node:zlib";

/** In kB (10³ bytes). */
export interface PageWeight {
  /** The scripts that a browser loads before the page works, gzipped. */
  scriptKb: number;
  /** The fonts that it loads at once. */
  fontKb: number;
}

/** The weight of what a page's HTML names. What the page loads later, such as dialogs, isn't in it. */
export async function pageWeight(url: string, headers: HeadersInit = {}): Promise<PageWeight> {
  const html = await (await fetch(url, { headers })).text();
  // Only old browsers load scripts that are marked noModule.
  const old = new Set(
    [...html.matchAll(/<script\b[^>]*\bnomodule\b[^>]*>/gi)].flatMap(([tag]) => chunksIn(tag)),
  );
  const scripts = new Set(chunksIn(html).filter((path) => !old.has(path)));
  const fonts = new Set([...html.matchAll(/\/_next\/static\/media\/[\w.-]+\.woff2/g)].map(([path]) => path));
  const sizeOf = async (paths: Iterable<string>, compress: (file: Buffer) => Buffer) => {
    const files = await Promise.all(
      [...paths].map(async (path) => Buffer.from(await (await fetch(new URL(path, url))).arrayBuffer())),
    );
    return files.reduce((sum, file) => sum + compress(file).length, 0) / 1000;
  };
  return { scriptKb: await sizeOf(scripts, gzipSync), fontKb: await sizeOf(fonts, (file) => file) };
}

/** Script tags name them, and React's data, too. */
const chunksIn = (html: string): string[] =>
  [...html.matchAll(/static\/chunks\/[\w.-]+\.js/g)].map(([path]) => `/_next/${path}`);
