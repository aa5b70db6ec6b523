import type { ReactNode } from "react";
import { CheckboxInput } from "#components/ui/checkbox-input.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { SortHeading } from "#components/ui/sort-heading.tsx";

export interface Column<Row> {
  id: string;
  heading: ReactNode;
  /** A width class such as `w-32`. Columns have fixed widths, so that they don't move with their content. One has none. */
  width?: string;
  cell: (row: Row) => ReactNode;
  align?: "end";
  /** The screen width from which the column is shown. Narrower screens show its content in the first column. */
  from?: "sm" | "md" | "lg" | "xl";
  /** The API's name of the order, if rows can be sorted by this column. */
  sort?: string;
  /** The column names the row. By default, the first one does. */
  names?: boolean;
}

/** Rows with a checkbox in front, and one for all of them in the heading. */
export interface RowSelection<Row> {
  selected: ReadonlySet<string>;
  /** Only these rows have a checkbox. */
  canSelect: (row: Row) => boolean;
  /** Names the row's checkbox, such as "Select ci-pipeline". */
  label: (row: Row) => string;
  /** Names the checkbox of all rows. */
  allLabel: string;
  onSelect: (keys: string[], selected: boolean) => void;
}

interface DataTableProps<Row> {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** The current order: the name of a column's `sort`, with a minus if descending. */
  sort?: string;
  onSort?: (sort: string) => void;
  /** Rows that are less important, such as revoked keys. */
  isMuted?: (row: Row) => boolean;
  selection?: RowSelection<Row> | undefined;
}

const shown = {
  sm: "hidden sm:table-cell",
  md: "hidden md:table-cell",
  lg: "hidden lg:table-cell",
  xl: "hidden xl:table-cell",
};

const look = (column: Column<never>, extra: string) =>
  classNames(
    "px-3 first:pl-5 last:pr-5 sm:first:pl-6 sm:last:pr-6",
    extra,
    column.width,
    column.from && shown[column.from],
    column.align === "end" && "text-right",
  );

/** A table with fixed column widths. Narrow screens show fewer columns. */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  sort,
  onSort,
  isMuted,
  selection,
}: DataTableProps<Row>) {
  const naming = Math.max(
    0,
    columns.findIndex((column) => column.names),
  );
  return (
    <table className="w-full table-fixed text-left text-sm">
      <caption className="sr-only">{caption}</caption>
      <thead className="border-b text-muted text-xs">
        <tr>
          {selection ? <SelectAll rows={rows} rowKey={rowKey} selection={selection} /> : null}
          {columns.map((column) =>
            column.sort && onSort ? (
              <SortHeading
                key={column.id}
                className={look(column, "py-1.5 font-medium")}
                name={column.sort}
                sort={sort}
                onSort={onSort}
              >
                {column.heading}
              </SortHeading>
            ) : (
              <th key={column.id} scope="col" className={look(column, "truncate py-3 font-medium")}>
                {column.heading}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody className="divide-y">
        {rows.map((row) => (
          <tr
            key={rowKey(row)}
            className={classNames(
              "transition-colors",
              selection?.selected.has(rowKey(row)) ? "bg-brass-wash/60" : "hover:bg-sunken/60",
              isMuted?.(row) && "text-muted",
            )}
          >
            {selection ? <SelectRow row={row} rowKey={rowKey(row)} selection={selection} /> : null}
            {columns.map((column, index) =>
              index === naming ? (
                <th key={column.id} scope="row" className={look(column, "py-3 font-normal align-middle")}>
                  {column.cell(row)}
                </th>
              ) : (
                <td key={column.id} className={look(column, "py-3 align-middle")}>
                  {column.cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const selectLook = "w-10 py-3 pl-5 align-middle sm:w-11 sm:pl-6";

function SelectAll<Row>({
  rows,
  rowKey,
  selection,
}: Pick<DataTableProps<Row>, "rows" | "rowKey"> & { selection: RowSelection<Row> }) {
  const keys = rows.filter(selection.canSelect).map(rowKey);
  const count = keys.filter((key) => selection.selected.has(key)).length;
  return (
    <td className={selectLook}>
      <CheckboxInput
        aria-label={selection.allLabel}
        checked={count > 0 && count === keys.length}
        indeterminate={count > 0 && count < keys.length}
        disabled={keys.length === 0}
        onChange={() => selection.onSelect(keys, count < keys.length)}
      />
    </td>
  );
}

function SelectRow<Row>({
  row,
  rowKey,
  selection,
}: {
  row: Row;
  rowKey: string;
  selection: RowSelection<Row>;
}) {
  return (
    <td className={selectLook}>
      {selection.canSelect(row) ? (
        <CheckboxInput
          aria-label={selection.label(row)}
          checked={selection.selected.has(rowKey)}
          onChange={(event) => selection.onSelect([rowKey], event.target.checked)}
        />
      ) : null}
    </td>
  );
}
