import type { Metadata } from "next";
import { currentUser } from "#app/actor.ts";
import { ErrorReference } from "#components/docs/error-reference.tsx";
import { problems } from "#lib/problems.ts";

export const metadata: Metadata = { title: "Error reference" };

export default async function ErrorsPage() {
  return <ErrorReference signedIn={(await currentUser()) !== null} problems={problems} />;
}
