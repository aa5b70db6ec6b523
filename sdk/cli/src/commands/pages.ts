/** The first `limit` elements of a list, and whether there are more. */
export async function firstOf<T>(
  list: AsyncIterable<T>,
  limit: number,
): Promise<{ found: T[]; more: boolean }> {
  const found: T[] = [];
  for await (const item of list) {
    if (found.length === limit) return { found, more: true };
    found.push(item);
  }
  return { found, more: false };
}
