import Link from "next/link";
import { Sign } from "#components/brand/sign.tsx";
import { signLook } from "#components/brand/sign-look.ts";
import { classNames } from "#components/ui/class-names.ts";

export function Wordmark({ className, compact = false }: { className?: string; compact?: boolean }) {
  return (
    <Link href="/" className={classNames(signLook, className)}>
      <Sign compact={compact} />
    </Link>
  );
}
