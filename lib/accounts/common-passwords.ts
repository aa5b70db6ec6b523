let common: Set<string> | undefined;

/** Whether the password is one of the 49,000 most common ones. The list is loaded on first use. */
export async function isCommonPassword(password: string): Promise<boolean> {
  if (!common) {
    const { dictionary } = await import("@zxcvbn-ts/language-common");
    common = new Set(dictionary["passwords-common"]);
  }
  return common.has(password.toLowerCase());
}
