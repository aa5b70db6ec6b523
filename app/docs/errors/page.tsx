import type { Metadata } from "next";
import { ErrorReference } from "#components/docs/error-reference.tsx";
import { problems } from "#lib/problems.ts";

export const metadata: Metadata = { title: "Error reference" };

export default function ErrorsPage() {
  return <ErrorReference problems={problems} />;
}
