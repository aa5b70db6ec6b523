/** How many descriptors files, databases, threads and the Next worker's socket may need. */
const OTHERS = 200;
/** More would need more memory than they are worth. */
const MOST = 4000;
const LEAST = 50;
const USUAL_LIMIT = 1024;

/**
 * How many connections each port can have. The public port gets at most half of the descriptors, so that the gate port
 * still finds some when the public port is full.
 */
export function connectionLimit(descriptors = descriptorLimit()): number {
  return Math.max(LEAST, Math.min(MOST, Math.floor((descriptors - OTHERS) / 2)));
}

/** How many files and connections this process can open. */
function descriptorLimit(): number {
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork: boolean };
  // Otherwise it would look up the names of open connections.
  report.excludeNetwork = true;
  const { userLimits } = report.getReport() as unknown as {
    userLimits?: { open_files: { soft: number | "unlimited" } };
  };
  const limit = userLimits?.open_files.soft ?? USUAL_LIMIT;
  return limit === "unlimited" ? Number.POSITIVE_INFINITY : limit;
}
