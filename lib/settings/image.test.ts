import { expect, test } from "vitest";
import { readImage } from "#lib/settings/image.ts";

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8H0z"/></svg>';

function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.write("89504e470d0a1a0a0000000d49484452", "hex");
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

function webp(chunk: string, write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.write("RIFF", 0);
  bytes.write(`WEBP${chunk}`, 8);
  write(bytes);
  return bytes;
}

test.each([
  ["png", png(32, 32)],
  ["webp", webp("VP8X", (bytes) => bytes.writeUIntLE(99, 24, 3))],
  ["webp", webp("VP8 ", (bytes) => bytes.writeUInt32LE((20 << 16) | 20, 26))],
  ["webp", webp("VP8L", (bytes) => bytes.writeUInt32LE((19 << 14) | 19, 21))],
  ["svg", Buffer.from(SVG)],
  ["svg", Buffer.from(`\ufeff<?xml version="1.0"?>\n<!-- of Example -->\n${SVG}\n`)],
])("%s is recognized by its content", (extension, bytes) => {
  expect(readImage(bytes)).toBe(extension);
});

test.each([
  ["a page with an image in it", `<html>${SVG}</html>`, /PNG, WebP or SVG/],
  ["text", "logo.png", /PNG, WebP or SVG/],
  ["an open comment", `<!-- ${SVG}`.replace("--", "- -"), /PNG, WebP or SVG/],
  ["a script", SVG.replace("<path", "<SCRIPT>alert(1)</SCRIPT><path"), /scripts/],
  ["an event handler", SVG.replace("<path", "<path\nonload ='alert(1)'"), /event handlers/],
  ["an entity", `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]>${SVG}`, /document type/],
  ["a file of 48,001 bytes", SVG + " ".repeat(48_001 - SVG.length), /48,000 bytes/],
])("%s is refused as a logo", (_, text, why) => {
  expect(readImage(Buffer.from(text))).toEqual({ refused: expect.stringMatching(why) });
});

test.each([png(0, 32), png(2049, 1), webp("VP8X", (bytes) => bytes.writeUIntLE(16_000, 27, 3))])(
  "an image without pixels or with too many is refused",
  (bytes) => {
    expect(readImage(bytes)).toEqual({ refused: "Must have at most 2048 × 2048 pixels" });
  },
);
