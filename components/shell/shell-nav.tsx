"use client";

import { operatorSections } from "#components/shell/operator-sections.ts";
import { SectionNav } from "#components/shell/section-nav.tsx";
import { sections } from "#components/shell/sections.ts";

// Here, because a component of the server can't hand on the sections' icons.
export const ShellNav = () => <SectionNav label="Settings" sections={sections} />;

export const OperatorNav = () => <SectionNav label="Operator desk" sections={operatorSections} />;
