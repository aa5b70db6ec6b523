"use client";

import { useEffect, useState } from "react";

const cooldownSeconds = 60;
const storageName = (email: string) => `mail-again-at:${email}`;

/** Remembers, across a reload, when the next verification mail to `email` may be asked for. */
export function rememberMailSent(email: string, waitSeconds = cooldownSeconds): void {
  try {
    sessionStorage.setItem(storageName(email), String(Date.now() + waitSeconds * 1000));
  } catch {
    // Storage may be forbidden; the server enforces the cool-down in any case.
  }
}

function secondsLeft(email: string): number {
  try {
    return Math.max(0, Math.ceil((Number(sessionStorage.getItem(storageName(email))) - Date.now()) / 1000));
  } catch {
    return 0;
  }
}

/** Seconds until another mail to `email` may be asked for, counted down; `restart` after one was sent. */
export function useMailCooldown(email: string) {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    setLeft(secondsLeft(email));
    const timer = setInterval(() => setLeft(secondsLeft(email)), 1000);
    return () => clearInterval(timer);
  }, [email]);
  return {
    left,
    restart(waitSeconds?: number) {
      rememberMailSent(email, waitSeconds);
      setLeft(secondsLeft(email));
    },
  };
}
