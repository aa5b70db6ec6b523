import Link from "next/link";
import { buttonLook } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

type NotFoundCardProps = {
  heading: string;
  title: string;
  text: string;
  list: { href: string; name: string };
};

/** In place of a page about something that doesn't exist. */
export function NotFoundCard({ heading, title, text, list }: NotFoundCardProps) {
  return (
    <>
      <h1 className="font-display text-4xl leading-none tracking-[-0.015em]">{heading}</h1>
      <Card className="mt-8">
        <EmptyState
          title={title}
          action={
            <Link href={list.href} className={buttonLook()}>
              {list.name}
            </Link>
          }
        >
          {text}
        </EmptyState>
      </Card>
    </>
  );
}
