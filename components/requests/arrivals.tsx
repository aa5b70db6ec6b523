"use client";

import { useEffect, useRef, useState } from "react";

const everyMs = 10_000;

/** Tells screen readers how many requests came, at most every few seconds. `count` is a running total. */
export function Arrivals({ count }: { count: number }) {
  const [text, setText] = useState("");
  const latest = useRef(count);
  latest.current = count;
  useEffect(() => {
    let told = latest.current;
    const timer = setInterval(() => {
      const arrived = latest.current - told;
      told = latest.current;
      setText(arrived > 0 ? newRequests(arrived) : "");
    }, everyMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <span role="status" className="sr-only">
      {text}
    </span>
  );
}

export const newRequests = (count: number) => (count === 1 ? "1 new request" : `${count} new requests`);
