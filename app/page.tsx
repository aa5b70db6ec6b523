import { Landing } from "#components/landing/landing.tsx";
import { env } from "#lib/env.ts";

export default function LandingPage() {
  return <Landing appUrl={env.appUrl} signedIn={false} />;
}
