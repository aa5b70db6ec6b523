import { Loadable } from "#components/ui/loadable.ts";
import type { Message } from "#components/ui/sonner.tsx";

type Details = Pick<Message, "description">;

/** Sonner is larger than all other code of a page's frame, and no page needs it before something has happened. */
export const sonner = new Loadable(() => import("#components/ui/sonner.tsx"));

/** What can't be shown by Sonner, because it can't be loaded. */
export const unshown = {
  messages: [] as readonly Message[],
  listeners: new Set<() => void>(),
  set(messages: readonly Message[]) {
    unshown.messages = messages;
    for (const listener of unshown.listeners) listener();
  },
  subscribe(listener: () => void) {
    unshown.listeners.add(listener);
    return () => void unshown.listeners.delete(listener);
  },
};

async function show(message: Message) {
  await sonner.load();
  if (sonner.state.status === "loaded") sonner.state.value.show(message);
  else unshown.set([...unshown.messages, message]);
}

/** A short message in the corner, about something that the user has done. */
export const toast = {
  success: (text: string, details: Details = {}) => void show({ kind: "success", text, ...details }),
  error: (text: string, details: Details = {}) => void show({ kind: "error", text, ...details }),
};
