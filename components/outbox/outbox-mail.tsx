import { Card } from "#components/ui/card.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";

export type ShownMail = { id: string; at: string; to: string; subject: string; text: string };

const link = /(https?:\/\/[^\s<>"]+)/;

/** Shows the plain text of an email with clickable links. Its HTML is never rendered on this page. */
export function OutboxMail({ mail }: { mail: ShownMail }) {
  // Splitting by a capture group keeps the links, at odd indexes.
  const pieces = mail.text.split(link);
  return (
    <Card aria-label={`${mail.subject}, to ${mail.to}`} className="overflow-hidden">
      <header className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 border-b px-5 py-4">
        <div className="min-w-0">
          <h2 className="font-medium">{mail.subject}</h2>
          <p className="wrap-anywhere text-muted text-sm">to {mail.to}</p>
        </div>
        <p className="text-muted text-sm">
          <TimeAgo at={mail.at} />
        </p>
      </header>
      <p className="whitespace-pre-wrap break-words px-5 py-5 text-sm leading-relaxed">
        {pieces.map((piece, index) =>
          index % 2 === 1 ? (
            <a
              // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never change their order.
              key={index}
              href={piece}
              className="wrap-anywhere font-medium underline decoration-2 decoration-brass underline-offset-4"
            >
              {piece}
            </a>
          ) : (
            piece
          ),
        )}
      </p>
    </Card>
  );
}
