import { clean } from "./clean.ts";
import { type Color, colored } from "./colors.ts";
import { pad, shorten, widthOf } from "./width.ts";

/** A column of a table. */
export interface Column<Row> {
  title: string;
  value: (row: Row) => string | number | null | undefined;
  /** The fewest columns of the terminal that it can be shortened to; by default, it isn't shortened. */
  shortest?: number;
  color?: (row: Row) => Color | undefined;
  /** Numbers are aligned at their end. */
  alignRight?: boolean;
  /** Only shown if all columns fit. */
  optional?: boolean;
}

const GAP = 2;

/** What stands for a missing value. */
export const NOTHING = "-";

/** A value as one line of safe text. */
export const textOf = (value: string | number | null | undefined): string =>
  value === null || value === undefined || value === "" ? NOTHING : clean(String(value));

/**
 * A table that is at most `width` columns wide. Columns that can be shortened are shortened, the widest first; if
 * that isn't enough, each row is a block with a line for each value.
 */
export function table<Row>(rows: readonly Row[], all: Column<Row>[], width: number): string {
  const whole = widthsOf(rows, all);
  const columns = total(whole) > width ? all.filter(({ optional }) => !optional) : all;
  const cells = rows.map((row) => columns.map(({ value }) => textOf(value(row))));
  const widths = widthsOf(rows, columns);
  if (!narrow(widths, columns, width)) return blocks(rows, columns, width);
  const head = line(
    columns.map(({ title }) => title),
    columns,
    widths,
  );
  const body = rows.map((row, r) =>
    line(cells[r]!, columns, widths, (i) => columns[i]!.color?.(row) ?? undefined),
  );
  return [colored("dim", head), ...body].join("\n");
}

const widthsOf = <Row>(rows: readonly Row[], columns: Column<Row>[]): number[] =>
  columns.map(({ title, value }) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(textOf(value(row)))), widthOf(title)),
  );

const total = (widths: number[]) => widths.reduce((sum, each) => sum + each, 0) + GAP * (widths.length - 1);

/** Makes columns narrower until the table fits. False if it doesn't. */
function narrow<Row>(widths: number[], columns: Column<Row>[], width: number): boolean {
  while (total(widths) > width) {
    let widest = -1;
    columns.forEach(({ shortest = Number.POSITIVE_INFINITY }, i) => {
      if (widths[i]! > shortest && (widest < 0 || widths[i]! > widths[widest]!)) widest = i;
    });
    if (widest < 0) return false;
    widths[widest]! -= 1;
  }
  return true;
}

function line<Row>(
  cells: string[],
  columns: Column<Row>[],
  widths: number[],
  color?: (i: number) => Color | undefined,
): string {
  const shown = cells.map((cell, i) => {
    const text = shorten(cell, widths[i]!);
    const gap = " ".repeat(widths[i]! - widthOf(text));
    const painted = colored(color?.(i), text);
    if (columns[i]!.alignRight) return gap + painted;
    return i === cells.length - 1 ? painted : painted + gap;
  });
  return shown.join(" ".repeat(GAP)).trimEnd();
}

const blocks = <Row>(rows: readonly Row[], columns: Column<Row>[], width: number): string =>
  rows
    .map((row) =>
      fields(
        columns.map(({ title, value, color }) => [title.toLowerCase(), value(row), color?.(row)]),
        width,
      ),
    )
    .join("\n\n");

export type Field = readonly [
  name: string,
  value: string | number | null | undefined,
  color?: Color | undefined,
];

/** Names and values, one a line. Values that are longer than a line go on below it. */
export function fields(list: readonly Field[], width: number): string {
  const names = Math.max(...list.map(([name]) => widthOf(name))) + GAP;
  return list
    .map(([name, value, color]) => {
      const lines = cut(textOf(value), Math.max(10, width - names)).map((text) => colored(color, text));
      return `${colored("dim", pad(name, names))}${lines.join(`\n${" ".repeat(names)}`)}`;
    })
    .join("\n");
}

const segments = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Cuts text into lines of `width` columns, between words where that is possible. */
function cut(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (widthOf(rest) > width) {
    let head = "";
    for (const { segment } of segments.segment(rest)) {
      if (widthOf(head + segment) > width) break;
      head += segment;
    }
    const space = rest[head.length] === " " ? head.length : head.lastIndexOf(" ");
    const end = space > 0 ? space : Math.max(1, head.length);
    lines.push(rest.slice(0, end));
    rest = rest.slice(space > 0 ? end + 1 : end);
  }
  return [...lines, rest];
}
