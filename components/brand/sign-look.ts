/** The look of the link around a `Sign`. Apart from it, because server components can't read values of browser code. */
export const signLook = "inline-flex min-w-0 items-center gap-2.5 rounded-md";
