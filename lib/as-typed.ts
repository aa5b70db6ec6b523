// biome-ignore lint/style/noProcessEnv: env.ts would need all settings to be valid
const { LATCHKEY_CLI: program } = process.env;

/** Commands in a text as the operator types them: an installed server has a program for them. */
export const asTyped = (text: string) => (program ? text.replaceAll("npm run cli --", program) : text);
