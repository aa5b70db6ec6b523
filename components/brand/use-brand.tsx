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

const BrandContext = createContext<Brand | null>(null);

export function BrandProvider({ brand, children }: { brand: Brand; children: ReactNode }) {
  return <BrandContext value={brand}>{children}</BrandContext>;
}

/** The brand that the root layout provides, also to error pages. */
export function useBrand(): Brand {
  const brand = useContext(BrandContext);
  if (!brand) throw new Error("useBrand needs a BrandProvider");
  return brand;
}
