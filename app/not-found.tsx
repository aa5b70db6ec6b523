import type { Metadata } from "next";
import { currentUser } from "#app/actor.ts";
import { currentBrand } from "#app/brand.ts";
import { NotFound } from "#components/site/not-found.tsx";

export const metadata: Metadata = { title: "Page not found" };

export default async function NotFoundPage() {
  return <NotFound brand={await currentBrand()} signedIn={(await currentUser()) !== null} />;
}
