import type { Peers } from "#lib/cluster/peers.ts";

let peers: Peers | null = null;

/** Has readers of the log ask these instances, because they log requests, too. */
export function askPeers(others: Peers): void {
  peers = others;
}

/**
 * The time (epoch milliseconds) from before which no other instance will log a request any more: of this workspace, or
 * (null) of any. Infinity if this process is alone.
 */
export const settledElsewhere = async (workspaceId: string | null): Promise<number> =>
  peers ? peers.settledBefore(workspaceId) : Number.POSITIVE_INFINITY;
