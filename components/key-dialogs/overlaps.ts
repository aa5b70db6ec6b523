const presets = [0, 3600, 86_400, 7 * 86_400];

/** The overlaps that a rotation offers, at most the workspace's maximum, which is one of them. */
export function overlapsUpTo(maxSeconds: number): number[] {
  return [...new Set([...presets.filter((seconds) => seconds <= maxSeconds), maxSeconds])];
}
