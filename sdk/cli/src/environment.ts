/** The environment variables. The only place that reads them, apart from the TypeScript SDK. */
export const environment = (): Readonly<Record<string, string | undefined>> => process.env;
