import {
  Building2,
  Gauge,
  Layers,
  ListChecks,
  type LucideIcon,
  Mail,
  ScanSearch,
  ScrollText,
  Server,
  Settings2,
  ShieldCheck,
  Users,
} from "lucide-react";

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
  { href: "/operator/plans", name: "Plans", Icon: Layers },
  { href: "/operator/scopes", name: "Scopes", Icon: ShieldCheck },
  { href: "/operator/services", name: "Services", Icon: Server },
  { href: "/operator/audit-log", name: "Audit log", Icon: ScrollText },
  { href: "/operator/mail", name: "Mail", Icon: Mail },
  { href: "/operator/settings", name: "Settings", Icon: Settings2 },
  { href: "/operator/checklist", name: "Checklist", Icon: ListChecks },
];
