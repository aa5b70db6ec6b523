"use client";

import { createContext, type ReactNode, useContext } from "react";

/** Whose site this is, as developers see it. */
export interface Brand {
  name: string;
  /** False until the operator has given the installation a name: it then has the software's. */
  named: boolean;
  /** The path of the logo. */
  logo: string | null;
  supportEmail: string | null;
  /** The documentation of the operator's API. */
  docsUrl: string | null;
  termsUrl: string | null;
}

/** `mark` is the logo, as the server has rendered it. */
type Branding = { brand: Brand; mark: ReactNode };

const BrandContext = createContext<Branding | null>(null);

export function BrandProvider({ brand, mark, children }: Branding & { children: ReactNode }) {
  return <BrandContext value={{ brand, mark }}>{children}</BrandContext>;
}

/** The brand that the root layout provides, also to error pages. */
export const useBrand = (): Brand => useContext(BrandContext)!.brand;

export const useBrandMark = (): ReactNode => useContext(BrandContext)!.mark;
