import type { ReactNode } from "react";
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
}

const shown = {
  sm: "hidden sm:table-cell",
  md: "hidden md:table-cell",
  lg: "hidden lg:table-cell",
  xl: "hidden xl:table-cell",
};

const look = (column: Column<never>, extra: string) =>
  classNames(
    "px-3 first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5",
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
            className={classNames("transition-colors hover:bg-sunken/60", isMuted?.(row) && "text-muted")}
          >
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
