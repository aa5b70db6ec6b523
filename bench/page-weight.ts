import { gzipSync } from "node:zlib";

/** The JavaScript that a browser loads before a page works, gzipped, in kB (10³ bytes). */
export async function firstLoadKb(url: string, headers: HeadersInit = {}): Promise<number> {
  const html = await (await fetch(url, { headers })).text();
  const tags = [...html.matchAll(/<(?:script|link)\b[^>]*>/g)].map(([tag]) => tag);
  // Only old browsers load scripts that are marked noModule.
  const loaded = tags.filter(
    (tag) => !/nomodule/i.test(tag) && /^<script|as="script"|rel="modulepreload"/.test(tag),
  );
  const paths = loaded
    .map((tag) => tag.match(/(?:src|href)="([^"]+\.js[^"]*)"/)?.[1])
    .filter((path) => path !== undefined);
  const files = await Promise.all(
    [...new Set(paths)].map(async (path) => (await fetch(new URL(path, url))).arrayBuffer()),
  );
  const inline = [...html.matchAll(/<script\b(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, text]) =>
    Buffer.from(text!),
  );
  return (
    [...files, ...inline].reduce((sum, file) => sum + gzipSync(Buffer.from(file as ArrayBuffer)).length, 0) /
    1000
  );
}
