"use client";

import { useEffect, useRef, useState } from "react";

/**
 * Whether new requests have to wait, because they would move what somebody reads: the list is scrolled, or the keyboard's focus is
 * on one of its rows. `top` is for an element above the list, `list` for the list.
 */
export function useHolding() {
  const top = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [scrolled, setScrolled] = useState(false);
  const [focused, setFocused] = useState(false);

  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => {
      if (entry) setScrolled(!entry.isIntersecting && entry.boundingClientRect.top < 0);
    });
    if (top.current) observer.observe(top.current);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const check = () =>
      setFocused(
        document.activeElement?.closest("tbody") !== null && isIn(list.current, document.activeElement),
      );
    // When the focus moves, `focusout` comes before the next element has it.
    const later = () => queueMicrotask(check);
    document.addEventListener("focusin", check);
    document.addEventListener("focusout", later);
    return () => {
      document.removeEventListener("focusin", check);
      document.removeEventListener("focusout", later);
    };
  }, []);

  return { holding: scrolled || focused, top, list };
}

const isIn = (list: HTMLElement | null, element: Element | null) =>
  list !== null && element !== null && list.contains(element);
