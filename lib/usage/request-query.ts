import { z } from "zod";
import { KeyId } from "#lib/keys/schema.ts";
import { pageQuery } from "#lib/pagination.ts";
import { EnvironmentQuery, When } from "#lib/usage/schema.ts";

const MOST_VALUES = 20;

/** Values that are separated by commas. */
function listOf<Schema extends z.ZodType<unknown, string>>(value: Schema) {
  const values = z.array(value).min(1).max(MOST_VALUES, `Send at most ${MOST_VALUES} values`);
  return z
    .string()
    .max(2000)
    .transform((text) => text.split(","))
    .pipe(values);
}

const HTTP_STATUS = "Must be statuses or classes, such as 429 or 4xx, separated by commas";
const Status = z
  .string()
  .refine((text) => STATUSES.has(text), HTTP_STATUS)
  .transform((text) => STATUSES.get(text)!);
const STATUSES = new Map<string, [from: number, to: number]>();
for (let status = 100; status < 600; status += 1) STATUSES.set(String(status), [status, status + 1]);
for (let first = 1; first < 6; first += 1) STATUSES.set(`${first}xx`, [first * 100, first * 100 + 100]);

const Word = z.string().min(1, "Must not be empty").max(64);

/** What requests can be looked for by. */
const filters = {
  ...EnvironmentQuery.shape,
  key_id: KeyId.optional(),
  made_by: z.enum(["api_key", "user"]).optional(),
  status: listOf(Status)
    .optional()
    .meta({ description: "Statuses and classes, separated by commas, such as `401,5xx`" }),
  code: listOf(Word).optional().meta({ description: "Problem codes, separated by commas" }),
  method: listOf(Word.transform((text) => text.toUpperCase()))
    .optional()
    .meta({ description: "Methods, separated by commas" }),
  path: z
    .string()
    .min(1)
    .max(512)
    .optional()
    .meta({ description: "The whole path, or its beginning and `*`, such as `/v1/orders/*`" }),
  ip: z.string().min(1).max(64).optional().meta({ description: "The client's address" }),
  from: When.optional(),
  to: When.optional(),
};

const inOrder = ({ from, to }: { from?: Date; to?: Date }) => !from || !to || from <= to;
const OUT_OF_ORDER = { path: ["to"], message: "Must not be before from" };

export const RequestListQuery = z
  .strictObject({
    ...filters,
    after: z.string().min(1).max(200).optional().meta({
      description:
        "Lists the requests that were logged after this one: the ID of a request, or `meta.after` of an earlier answer",
    }),
    ...pageQuery,
  })
  .refine(inOrder, OUT_OF_ORDER);

export const RequestExportQuery = z
  .strictObject({ ...filters, format: z.enum(["ndjson", "csv"]).default("ndjson") })
  .refine(inOrder, OUT_OF_ORDER);

/** What a list of requests also tells. */
export const RequestListMeta = z.object({
  searched_to: z.iso.datetime().nullable().meta({
    description:
      "Set if the search ended here because few requests match. Continue with `next_cursor`, or with `meta.after` if you sent `after`",
  }),
  after: z.string().nullable().meta({
    description: "Send this as `after` to list what is logged from now on. Null on later pages",
  }),
  has_more: z.boolean().meta({ description: "There are more requests, or there is more to search" }),
});
