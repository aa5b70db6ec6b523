/** The look of the link that has the sign. Not beside the component, because the server can't read values of browser code. */
export const signLook = "inline-flex min-w-0 max-w-full items-center gap-2.5 rounded-md";
