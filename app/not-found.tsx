import { NotFound } from "#components/site/not-found.tsx";

export default function NotFoundPage() {
  return <NotFound />;
}
