/** Next needs this file for MDX. Each page gets its components from `app/docs/mdx-components.tsx`. */
export const useMDXComponents = () => ({});
