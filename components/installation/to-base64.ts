/** Bytes in base64. One by one, because a call can't have as many arguments as a file has bytes. */
export const toBase64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
