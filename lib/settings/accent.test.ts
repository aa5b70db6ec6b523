import { expect, test } from "vitest";
import { accentTokens } from "#lib/settings/accent.ts";
import { contrast, toHex, toOklch } from "#lib/settings/color.ts";

const LEVELS = ["00", "33", "66", "99", "cc", "ff"];
const COLORS = LEVELS.flatMap((r) => LEVELS.flatMap((g) => LEVELS.map((b) => `#${r}${g}${b}`)));

test("colors are the same after a conversion", () => {
  expect(COLORS.filter((hex) => toHex(toOklch(hex)) !== hex)).toEqual([]);
});

test("the contrast is that of WCAG", () => {
  expect(contrast("#000000", "#ffffff")).toBe(21);
  expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
});

test("whatever the accent, text can be read and controls can be seen in both themes", () => {
  const page = ["#f9fbf9", "#0b1310"] as const;
  const bad = COLORS.flatMap((accent) => {
    const tokens = accentTokens(accent);
    const pairs = [0, 1].flatMap((theme) => {
      const token = (name: string) => tokens[`--${name}`]![theme as 0 | 1];
      return [
        ["text on buttons", contrast(token("on-primary"), token("primary")), 4.5],
        ["text on buttons under the mouse", contrast(token("on-primary"), token("primary-hover")), 4.5],
        ["buttons", contrast(token("primary"), page[theme]!), 3],
        ["accent on dark panels", contrast(token("brass"), token("desk")), 4.5],
        ["focus", contrast(token("brass"), page[theme]!), 3],
        ["accented text", contrast(token("brass-deep"), token("brass-wash")), 4.5],
        ["accented text on the page", contrast(token("brass-deep"), page[theme]!), 4.5],
        ["text on dark panels", contrast("#bdc4b8", token("desk")), 4.5],
      ] as const;
    });
    return pairs.filter(([, has, least]) => has < least).map((pair) => [accent, ...pair]);
  });
  expect(bad).toEqual([]);
});

test("an accent that can be read stays as it is", () => {
  expect(accentTokens("#0a7d5c")["--primary"]).toEqual(["#0a7d5c", "#0a7d5c"]);
});

test("the bars of a chart keep different hues", () => {
  expect(Object.keys(accentTokens("#2563eb"))).toContain("--bar-6");
  expect(Object.keys(accentTokens("#808080")).filter((name) => name.startsWith("--bar"))).toEqual([]);
});

test("the tokens of the same accent are only found once", () => {
  const first = accentTokens("#4f46e5");
  expect(accentTokens("#4f46e5")).toBe(first);
  expect(accentTokens("#0a7d5c")).not.toEqual(first);
});
