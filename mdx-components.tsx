/** Next needs this file for MDX. Each page gets its components from `app/docs/[...name]/page.tsx`. */
export const useMDXComponents = () => ({});
