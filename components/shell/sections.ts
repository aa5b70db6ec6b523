import { Activity, Building2, KeyRound, List, UserRound } from "lucide-react";

/** The sections of the dashboard, in the order of the navigation. */
export const sections = [
  { href: "/settings/api-keys", name: "API keys", Icon: KeyRound },
  { href: "/settings/usage", name: "Usage", Icon: Activity },
  { href: "/settings/requests", name: "Requests", Icon: List },
  { href: "/settings/workspace", name: "Workspace", Icon: Building2 },
  { href: "/settings/account", name: "Account", Icon: UserRound },
] as const;
