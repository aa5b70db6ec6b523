// Full keys with or without an environment, and tokens of every kind, anywhere in a text. IDs are shorter, so they stay
// readable. Linear on any input: every part has a bounded length, except the end of a JWT, which always matches.
const SECRETS =
  /[a-z][a-z0-9]{0,15}_(?:(?:live|test|refresh|code|session|service|signup)_[0-9A-Za-z]{30,64}|[0-9A-Za-z]{36,64})|eyJ[\w-]{8}[\w.-]*|(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;

const SHORTEST_SECRET = 11;
/** The longest match whose end has to be seen (89 characters), and what has to be seen after it. */
const LONGEST_SECRET = 100;
const REDACTED = "[redacted]";

/** Replaces everything in the text that looks like a secret, also if some of it is percent-encoded. */
export function redact(text: string): string {
  if (text.length < SHORTEST_SECRET) return text;
  const decoded = decodeUnreserved(text);
  const redacted = decoded.replace(SECRETS, REDACTED);
  return redacted === decoded ? text : redacted;
}

/**
 * The first `length` characters of a text, redacted. Takes a time that depends on `length` only. A secret that the cut
 * would split is redacted, too.
 */
export function redactStart(text: string, length: number): string {
  if (text.length <= length) return redact(text);
  const decoded = decodeUnreserved(text.slice(0, LONGEST_ENCODED * (length + LONGEST_SECRET)));
  let shown = "";
  let from = 0;
  for (const { index, 0: secret } of decoded.matchAll(SECRETS)) {
    if (index >= length) break;
    shown += decoded.slice(from, index) + REDACTED;
    from = index + secret.length;
  }
  return from === 0 ? text.slice(0, length) : (shown + decoded.slice(from, length)).slice(0, length);
}

// Letters, digits, "-", ".", "_" and "~", encoded once or twice: `%5F`, `%255F`.
const ENCODED_UNRESERVED = /%(?:25)?(?:2[de]|3\d|[46][1-9a-f]|[57][\da]|5f|7e)/gi;
const LONGEST_ENCODED = 5;

/** Decodes percent-encoded characters that needn't be encoded. The URL stays equivalent (RFC 3986, section 6.2.2.2). */
export function decodeUnreserved(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(ENCODED_UNRESERVED, (code) => String.fromCharCode(Number.parseInt(code.slice(-2), 16)));
}
