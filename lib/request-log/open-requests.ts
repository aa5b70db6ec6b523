/** Where a request is in the log: it is sorted by the time of the decision, and then by ID. */
interface Place {
  at: Date;
  id: string;
}

const open = new Map<Place, string | null>();

/**
 * Notes that a workspace's request is decided and not logged yet; null: one of any workspace may be. Returns the function that
 * takes that back.
 */
export function noteOpen(workspaceId: string | null, place: Place): () => void {
  open.set(place, workspaceId);
  return () => void open.delete(place);
}

/** Where the first of a workspace's requests will be that are decided and not logged yet; without one, of all requests. */
export function firstOpen(workspaceId?: string): Place | null {
  let first: Place | null = null;
  for (const [place, whose] of open)
    if (
      (workspaceId === undefined || whose === null || whose === workspaceId) &&
      (!first || isBefore(place, first))
    )
      first = place;
  return first;
}

function isBefore(one: Place, other: Place): boolean {
  const apart = one.at.getTime() - other.at.getTime();
  return apart < 0 || (apart === 0 && one.id < other.id);
}
