"use client";

import { Ellipsis, UserMinus, UserPen } from "lucide-react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { personName } from "#components/members/roles.ts";
import { buttonLook } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuPanel, MenuTrigger } from "#components/ui/dropdown-menu.tsx";
import type { Standing } from "#components/workspaces/use-standing.ts";
import type { Member } from "#lib/members/schema.ts";

export interface MemberChange {
  kind: "role" | "remove";
  member: Member;
}

type MemberActionsProps = {
  standing: Standing;
  member: Member;
  onChange: (change: MemberChange) => void;
};

/** Only owners change and remove owners. Leaving is on the page with the workspace's name. */
export function MemberActions({ standing, member, onChange }: MemberActionsProps) {
  const hydrated = useHydrated();
  if (member.role === "owner" && !standing.isOwner) return null;
  return (
    <Menu>
      <MenuTrigger
        aria-label={`Actions for ${personName(member)}`}
        disabled={!hydrated}
        className={buttonLook({ tone: "quiet", size: "icon", className: "data-[state=open]:bg-sunken" })}
      >
        <Ellipsis aria-hidden />
      </MenuTrigger>
      <MenuPanel>
        <MenuItem onSelect={() => onChange({ kind: "role", member })}>
          <UserPen aria-hidden /> Change role
        </MenuItem>
        {member.user_id === standing.userId ? null : (
          <MenuItem danger onSelect={() => onChange({ kind: "remove", member })}>
            <UserMinus aria-hidden /> Remove member
          </MenuItem>
        )}
      </MenuPanel>
    </Menu>
  );
}
