import { notFound } from "next/navigation";
import type { z } from "zod";
import { isProblem } from "#lib/problem.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

/** What a page is about. If there is none with this ID, or it can't be one, the page says so. */
export async function foundOr404<Found>(
  Id: z.ZodType,
  id: string,
  find: () => Promise<Found>,
): Promise<Found> {
  if (!Id.safeParse(id).success) notFound();
  try {
    return await noteUnavailable(find());
  } catch (error) {
    if (isProblem(error) && error.code === "not_found") notFound();
    throw error;
  }
}
