"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { callApi } from "#components/api-client.ts";
import { rendered } from "#components/rendered.ts";
import type { DeletionPreview, Session } from "#lib/accounts/schema.ts";
import type { Me } from "#lib/gate/schema.ts";

/** What the server rendered. */
export interface InitialAccount {
  me: Me;
  sessions: Session[];
  deletion: DeletionPreview;
}

type Data<Answer> = { data: Answer };

const meKey = ["account", "me"] as const;
const sessionsKey = ["account", "sessions"] as const;
const deletionKey = ["account", "deletion"] as const;

export interface Profile {
  id: string;
  name: string;
  email: string;
  pendingEmail: { email: string; expires_at: string } | null;
  keyExpiring: boolean;
}

/** The user whose page it is. `email` is theirs as the page was rendered. */
export function useProfile(initial: Me, email: string): Profile {
  const router = useRouter();
  const { data: me } = useQuery({
    queryKey: meKey,
    queryFn: async ({ signal }) => (await callApi<Data<Me>>("GET", "/me", { signal })).data,
    ...rendered(initial),
  });
  const profile = profileOf(me);
  useEffect(() => {
    // The link in the email may be opened on another device. The menu and the log-in dialog need the new email, too.
    if (profile.email !== email) router.refresh();
  }, [profile.email, email, router]);
  return profile;
}

function profileOf({ actor, notifications, pending_email }: Me): Profile {
  return {
    id: actor.id,
    name: actor.name ?? "",
    email: actor.type === "user" ? actor.email : "",
    pendingEmail: pending_email ?? null,
    keyExpiring: notifications?.key_expiring ?? true,
  };
}

export const useSessions = (initial: Session[]) =>
  useQuery({
    queryKey: sessionsKey,
    queryFn: async ({ signal }) => (await callApi<Data<Session[]>>("GET", "/auth/sessions", { signal })).data,
    ...rendered(initial),
  });

export const useDeletionPreview = (initial: DeletionPreview) =>
  useQuery({
    queryKey: deletionKey,
    queryFn: async ({ signal }) =>
      (await callApi<Data<DeletionPreview>>("GET", "/me/delete", { signal })).data,
    ...rendered(initial),
  });

/** Loads everything of the account again. Resolves when that is on screen. */
export function useRefreshAccount() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["account"] });
}
