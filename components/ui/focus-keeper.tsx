"use client";

import { useEffect } from "react";

/**
 * Keeps the place of the keyboard when what has the focus is removed, such as a button that clears the filters: the nearest
 * part of the page that is left gets the focus. Browsers start again at the top of the page.
 */
export function FocusKeeper() {
  useEffect(() => {
    let path: Element[] = [];
    const onFocusIn = ({ target }: FocusEvent) => {
      path = target instanceof Element ? pathOf(target) : [];
    };
    // A click beside everything takes the focus away on purpose.
    const onPointerDown = () => {
      path = [];
    };
    const isLost = () => document.activeElement === document.body && path[0]?.isConnected === false;
    const observer = new MutationObserver(() => {
      // Not before those who know better where it belongs, such as a dialog that closes.
      if (isLost()) setTimeout(() => isLost() && focusFirstLeft(path));
    });
    observer.observe(document.body, { childList: true, subtree: true });
    document.addEventListener("focusin", onFocusIn);
    document.addEventListener("pointerdown", onPointerDown, { capture: true });
    return () => {
      observer.disconnect();
      document.removeEventListener("focusin", onFocusIn);
      document.removeEventListener("pointerdown", onPointerDown, { capture: true });
    };
  }, []);
  return null;
}

function pathOf(element: Element): Element[] {
  const path: Element[] = [];
  for (let each: Element | null = element; each; each = each.parentElement) path.push(each);
  return path;
}

function focusFirstLeft(path: Element[]): void {
  const left = path.find((element) => element.isConnected && element.matches(parts));
  if (!(left instanceof HTMLElement)) return;
  if (!left.hasAttribute("tabindex")) left.tabIndex = -1;
  left.focus({ preventScroll: true });
}

/** What can have the focus in place of something inside it. */
const parts = "section, form, fieldset, main, [role=dialog], [role=alertdialog], [tabindex]";
