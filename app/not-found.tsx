import type { Metadata } from "next";
import { currentUser } from "#app/actor.ts";
import { NotFound } from "#components/site/not-found.tsx";

export const metadata: Metadata = { title: "Page not found" };

export default async function NotFoundPage() {
  return <NotFound signedIn={(await currentUser()) !== null} />;
}
