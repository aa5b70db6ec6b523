"use client";

import { ArrowUp } from "lucide-react";
import { newRequests } from "#components/requests/arrivals.tsx";
import { Button } from "#components/ui/button.tsx";

type NewRequestsProps = { count: number; more: boolean; onShow: () => void };

/** Over the list, so that nothing below moves. */
export function NewRequests({ count, more, onShow }: NewRequestsProps) {
  if (count === 0 && !more) return null;
  return (
    <div className="pointer-events-none sticky top-3 z-20 flex h-0 justify-center">
      <Button
        size="small"
        className="pointer-events-auto -mt-4 animate-rise rounded-full shadow-float"
        onClick={onShow}
      >
        <ArrowUp aria-hidden />
        {more ? `${count}+ new requests` : newRequests(count)}
      </Button>
    </div>
  );
}
