import Link from "next/link";
import { Sign } from "#components/brand/sign.tsx";
import { signLook } from "#components/brand/sign-look.ts";
import { classNames } from "#components/ui/class-names.ts";

export function Wordmark({ className, compact = false }: { className?: string; compact?: boolean }) {
  return (
    <Link
      href="/"
      // A wide logo must leave room for what is beside it on a phone.
      className={classNames(signLook, compact && "shrink-0 max-sm:[&_img]:max-w-10", className)}
    >
      <Sign compact={compact} />
    </Link>
  );
}
