/** Processor time that some work takes, of all threads, in seconds. */
export function processorSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const {user, system} = process.cpuUsage(before);
  return (user + system) / 1_000_000;
}

export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    // A reader that fails has read nothing right.
    return undefined;
  }
}
