"use client";

import { useEffect, useState } from "react";

const cooldownSeconds = 60;
const storageName = (email: string) => `mail-again-at:${email}`;

/** Stores when the next verification email to `email` can be requested, so that a reload keeps the countdown. */
export function rememberMailSent(email: string, waitSeconds = cooldownSeconds): void {
  try {
    sessionStorage.setItem(storageName(email), String(Date.now() + waitSeconds * 1000));
  } catch {
    // The browser may block storage. Then a reload ends the countdown; the server limits emails anyway.
  }
}

function secondsLeft(email: string): number {
  try {
    return Math.max(0, Math.ceil((Number(sessionStorage.getItem(storageName(email))) - Date.now()) / 1000));
  } catch {
    return 0;
  }
}

/** Counts down the seconds until another email to `email` can be requested. Call `restart` after sending one. */
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
