import { Gauge, type LucideIcon } from "lucide-react";

interface OperatorSection {
  href: string;
  name: string;
  Icon: LucideIcon;
}

/** The pages of the operator's desk, in the order of the navigation. */
export const operatorSections: readonly OperatorSection[] = [
  { href: "/operator", name: "Overview", Icon: Gauge },
];
