"use client";

import { BookOpen, Gauge, KeyRound, LifeBuoy, LogOut, Monitor, Moon, Sun, UserRound } from "lucide-react";
import Link from "next/link";
import { logOut } from "#components/auth/browser-session.ts";
import { logInPath } from "#components/auth/log-in-reason.ts";
import { useBrand } from "#components/brand/use-brand.tsx";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { inEnvironment, useEnvironment } from "#components/shell/environment.ts";
import { chooseTheme, type Theme, themes } from "#components/shell/theme.ts";
import { useTheme } from "#components/shell/use-theme.ts";
import { buttonLook } from "#components/ui/button.tsx";
import {
  Menu,
  MenuChoice,
  MenuChoices,
  MenuItem,
  MenuLabel,
  MenuPanel,
  MenuSeparator,
  MenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { toast } from "#components/ui/toast.ts";

const icons = { system: Monitor, light: Sun, dark: Moon };
const names = { system: "System", light: "Light", dark: "Dark" };

type UserMenuProps = { email: string; operator: boolean };

export function UserMenu({ email, operator }: UserMenuProps) {
  const theme = useTheme();
  const { supportEmail } = useBrand();
  const [environment] = useEnvironment();
  const hydrated = useHydrated();
  const leaving = useSubmission({
    mutationFn: logOut,
    // A full page load, so that no account data stays in memory.
    onSuccess: () => window.location.assign(logInPath({ reason: "logged_out" })),
    onError: (error) => toast.error("You're still logged in", { description: error.message }),
  });
  return (
    <Menu>
      <MenuTrigger
        aria-label="Your account"
        disabled={!hydrated}
        className={buttonLook({ tone: "quiet", size: "icon", className: "data-[state=open]:bg-sunken" })}
      >
        <UserRound aria-hidden />
      </MenuTrigger>
      <MenuPanel className="w-64">
        <MenuLabel>
          Logged in as <span className="block wrap-anywhere font-medium text-foreground">{email}</span>
        </MenuLabel>
        <MenuSeparator />
        <MenuItem asChild>
          <Link href={inEnvironment("/settings/account", environment)}>
            <UserRound aria-hidden /> Account settings
          </Link>
        </MenuItem>
        {operator ? <OperatorItems /> : null}
        <MenuItem asChild>
          <Link href="/docs">
            <BookOpen aria-hidden /> Docs
          </Link>
        </MenuItem>
        {supportEmail ? (
          <MenuItem asChild>
            <a href={`mailto:${supportEmail}`}>
              <LifeBuoy aria-hidden /> Contact support
            </a>
          </MenuItem>
        ) : null}
        <MenuSeparator />
        <MenuLabel>Theme</MenuLabel>
        <MenuChoices value={theme} onValueChange={(next) => chooseTheme(next as Theme)}>
          {themes.map((each) => {
            const Icon = icons[each];
            return (
              // The menu stays open, so that the themes can be compared.
              <MenuChoice key={each} value={each} onSelect={(event) => event.preventDefault()}>
                <Icon aria-hidden /> {names[each]}
              </MenuChoice>
            );
          })}
        </MenuChoices>
        <MenuSeparator />
        <MenuItem onSelect={() => leaving.mutate()}>
          <LogOut aria-hidden /> Log out
        </MenuItem>
      </MenuPanel>
    </Menu>
  );
}

/** Both places of an operator, because on a phone the desk's header has no room for a link to the other one. */
function OperatorItems() {
  const [environment] = useEnvironment();
  return (
    <>
      <MenuItem asChild>
        <Link href={inEnvironment("/settings/api-keys", environment)}>
          <KeyRound aria-hidden /> Your workspace
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <Link href="/operator">
          <Gauge aria-hidden /> Operator desk
        </Link>
      </MenuItem>
    </>
  );
}
