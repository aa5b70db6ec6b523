import { currentUser } from "#app/actor.ts";
import { Landing } from "#components/landing/landing.tsx";
import { env } from "#env.ts";

export default async function LandingPage() {
  return <Landing appUrl={env.appUrl} signedIn={(await currentUser()) !== null} />;
}
