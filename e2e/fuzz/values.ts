import fc from "fast-check";

/** Texts that parsers, databases and templates have stumbled over. */
export const HOSTILE_TEXTS = [
  "",
  "\0",
  "__proto__",
  "constructor",
  "%00",
  "%",
  "../../etc/passwd",
  "' or 1=1 --",
  "a\r\nb: c",
  "\u2028\ufeff\u202e",
  "\u{1F511}".repeat(200),
  "x".repeat(5000),
  "9999-12-31T23:59:59-14:00",
  "1e400",
  "-1",
  "null",
];
export const text = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: "binary", maxLength: 30 }));

/** Values of headers: what HTTP allows, and no more. */
export const headerText = fc.oneof(
  fc.constantFrom(
    "",
    "a".repeat(300),
    "{}",
    '"',
    "Bearer",
    "0",
    "é",
    "multipart/form-data; boundary=x",
    "%00",
    "..",
    "null",
  ),
  fc.string({ unit: "grapheme-ascii", maxLength: 40 }),
);

export const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

/** Percent-encoded text, or text with percent signs that encode nothing. */
const encoded = fc.oneof(
  { weight: 4, arbitrary: text.map((plain) => encodeURIComponent(plain.toWellFormed())) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("%", "%ff", "%0", "%c0%80", "%ed%a0%80", "%00", "a%0d%0ab", "[", "&&=&"),
  },
);

/** A query with these parameters, or none. */
export function queryOf(names: string[], values: string[]): fc.Arbitrary<string> {
  const pair = fc.tuple(
    fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: encoded }),
    fc.oneof({ weight: 1, arbitrary: fc.constantFrom(...values, "") }, { weight: 1, arbitrary: encoded }),
  );
  const query = fc
    .array(pair, { maxLength: 4 })
    .map((pairs) => pairs.map((parts) => parts.join("=")).join("&"));
  return fc.oneof(
    fc.constant(""),
    query.map((search) => search && `?${search}`),
  );
}

/** Some of these headers. A value is one of its own or any text. */
export function headersOf(known: Record<string, string[]>, maxLength = 4): fc.Arbitrary<[string, string][]> {
  const one = fc.oneof(
    ...Object.entries(known).map(([name, values]) =>
      fc.tuple(fc.constant(name), fc.oneof(fc.constantFrom(...values), headerText)),
    ),
  );
  return fc.array(one, { maxLength });
}

/** A path, most often one of these. */
export function pathOf(known: string[]): fc.Arbitrary<string> {
  const made = fc.array(fc.oneof(encoded, fc.constantFrom("..", ".", "", "_next", "api", "v1", "auth")), {
    maxLength: 4,
  });
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...known) },
    { weight: 1, arbitrary: made.map((parts) => `/${parts.join("/")}`) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom(...known), encoded).map(([path, end]) => `${path}/${end}`),
    },
  );
}

const BODIES = [
  "",
  "{",
  "{}",
  "null",
  '{"callbackUrl":{"a":1},"csrfToken":[],"json":"true"}',
  "--x\r\nContent-Disposition: form-data; name=1_$ACTION_ID_a\r\n\r\n[]\r\n--x--",
  "a=%&b=%ff&=&__proto__=1",
];
export const body: fc.Arbitrary<string | Buffer> = fc.oneof(
  fc.constantFrom(...BODIES),
  text,
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
);
