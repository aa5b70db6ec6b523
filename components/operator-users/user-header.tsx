"use client";

import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { personName } from "#components/members/roles.ts";
import { actionsFor, type UserActionName, userActions } from "#components/operator-users/user-actions.ts";
import { UserStatus } from "#components/operator-users/user-status.tsx";
import { Button, buttonLook } from "#components/ui/button.tsx";
import { CopyText } from "#components/ui/copy-text.tsx";
import { Menu, MenuItem, MenuPanel, MenuTrigger } from "#components/ui/dropdown-menu.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";
import type { OperatorUserDetail } from "#lib/operator/users-schema.ts";

const UserActionDialog = lazyDialog(() =>
  import("#components/operator-users/user-action-dialog.tsx").then((module) => module.UserActionDialog),
);

type UserHeaderProps = { user: OperatorUserDetail; viewerId: string };

export function UserHeader({ user, viewerId }: UserHeaderProps) {
  const [action, setAction] = useState<UserActionName | null>(null);
  return (
    <div className="mb-8 flex flex-wrap items-start justify-between gap-x-8 gap-y-5">
      <div className="min-w-0 max-w-full flex-1 basis-80">
        <UserStatus user={user} />
        <h1 className="wrap-anywhere mt-3 text-balance font-display text-4xl leading-tight tracking-[-0.015em]">
          {personName(user)}
        </h1>
        <CopyText text={user.email} label="Copy email" className="mt-2.5 text-muted" />
      </div>
      <UserActions actions={actionsFor(user, viewerId)} onOpen={setAction} />
      {action ? <UserActionDialog user={user} action={action} onClose={() => setAction(null)} /> : null}
    </div>
  );
}

type UserActionsProps = { actions: UserActionName[]; onOpen: (action: UserActionName) => void };

/** What the account waits for is a button. */
function UserActions({ actions, onOpen }: UserActionsProps) {
  const hydrated = useHydrated();
  const main = actions.find((each) => each === "approve" || each === "resume");
  return (
    <div className="flex flex-wrap items-center gap-2">
      {main ? (
        <Button disabled={!hydrated} onClick={() => onOpen(main)}>
          {userActions[main].name}
        </Button>
      ) : null}
      <Menu>
        <MenuTrigger
          aria-label="More actions"
          disabled={!hydrated}
          className={buttonLook({ tone: "plain", className: "w-10 px-0 data-[state=open]:bg-sunken" })}
        >
          <Ellipsis aria-hidden />
        </MenuTrigger>
        <MenuPanel>
          {actions
            .filter((each) => each !== main)
            .map((each) => (
              <MenuItem key={each} danger={each === "suspend"} onSelect={() => onOpen(each)}>
                {userActions[each].name}
              </MenuItem>
            ))}
        </MenuPanel>
      </Menu>
    </div>
  );
}
