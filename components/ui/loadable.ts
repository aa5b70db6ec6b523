import { useEffect, useSyncExternalStore } from "react";
import { whenIdle } from "#components/ui/when-idle.ts";

export type Loading<Value> =
  | { status: "waiting" }
  | { status: "loaded"; value: Value }
  /** `outdated`: the server no longer has the code, because it was updated since the page was loaded. */
  | { status: "failed"; outdated: boolean };

const waiting = { status: "waiting" } as const;

/**
 * Code that isn't part of a page's first load. It is loaded when the page is idle, so that it is also there when the network
 * is cut later, or earlier if it is needed.
 */
export class Loadable<Value> {
  state: Loading<Value> = waiting;
  readonly #import: () => Promise<Value>;
  readonly #listeners = new Set<() => void>();
  #loading: Promise<Value> | null = null;

  constructor(load: () => Promise<Value>, first = false) {
    this.#import = load;
    // What fails now is loaded again when it is needed, and then says so.
    whenIdle(() => this.#begin().then(noop, noop), first);
  }

  /** Never rejects: a failure is in the state. */
  async load(): Promise<void> {
    if (this.state.status === "failed") this.#set(waiting);
    try {
      await this.#begin();
    } catch (error) {
      this.#set({ status: "failed", outdated: await isGone(error) });
    }
  }

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  #begin(): Promise<Value> {
    this.#loading ??= this.#import().then(
      (value) => {
        this.#set({ status: "loaded", value });
        return value;
      },
      (error) => {
        this.#loading = null;
        throw error;
      },
    );
    return this.#loading;
  }

  #set(state: Loading<Value>) {
    this.state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** Loads it as soon as it is `wanted`, and again when the connection is back. */
export function useLoadable<Value>(loadable: Loadable<Value>, wanted: boolean): Loading<Value> {
  const state = useSyncExternalStore(
    loadable.subscribe,
    () => loadable.state,
    () => waiting as Loading<Value>,
  );
  useEffect(() => {
    if (!wanted) return;
    const load = () => void loadable.load();
    load();
    window.addEventListener("online", load);
    return () => window.removeEventListener("online", load);
  }, [loadable, wanted]);
  return state;
}

function noop() {}

/** Whether the server answers that the file doesn't exist. The error's message contains its URL. */
async function isGone(error: unknown): Promise<boolean> {
  const url = error instanceof Error ? error.message.match(/\/_next\/[^\s?]+\.js/)?.[0] : undefined;
  if (!url) return false;
  const answer = await fetch(url, { method: "HEAD", cache: "no-store" }).catch(() => null);
  return answer?.status === 404;
}
