import { Building2, Gauge, type LucideIcon, ScanSearch, Users } from "lucide-react";

interface OperatorSection {
  href: string;
  name: string;
  Icon: LucideIcon;
}

/** The pages of the operator's desk, in the order of the navigation. */
export const operatorSections: readonly OperatorSection[] = [
  { href: "/operator", name: "Overview", Icon: Gauge },
  { href: "/operator/users", name: "Users", Icon: Users },
  { href: "/operator/workspaces", name: "Workspaces", Icon: Building2 },
  { href: "/operator/lookup", name: "Lookup", Icon: ScanSearch },
];
