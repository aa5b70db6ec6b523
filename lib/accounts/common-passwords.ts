let common: Set<string> | undefined;

/** Whether it is among the 49,000 passwords seen most often. The list is loaded at first use. */
export async function isCommonPassword(password: string): Promise<boolean> {
  if (!common) {
    const { dictionary } = await import("@zxcvbn-ts/language-common");
    common = new Set(dictionary["passwords-common"]);
  }
  return common.has(password.toLowerCase());
}
