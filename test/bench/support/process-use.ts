/** What a process uses, as Linux counts it (proc_pid_stat(5), proc_pid_status(5)). */
import {readFileSync, writeFileSync} from 'node:fs';

/** `sysconf(_SC_CLK_TCK)` is 100 on every Linux that Node runs on. */
const TICK_MS = 10;
const KB = 1_024;
const MB = KB * KB;

export interface Use {
  /** Of all threads, user and system, milliseconds. */
  readonly cpuMs: number;
  /** The most memory it held meanwhile, beyond what it held before. */
  readonly extraMb: number;
}

/** What a process uses while something goes on. */
export async function measureUse(
  pid: number,
  act: () => Promise<unknown>,
): Promise<Use> {
  // The peak begins anew.
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  const before = {cpuMs: readCpuMs(pid), bytes: readStatus(pid, 'VmRSS')};
  await act();
  return {
    cpuMs: readCpuMs(pid) - before.cpuMs,
    extraMb: Math.max(0, readStatus(pid, 'VmHWM') - before.bytes) / MB,
  };
}

function readCpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program before them may have spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [fields[11], fields[12]].map(Number);
  return (user! + system!) * TICK_MS;
}

function readStatus(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const [, kilobytes] = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(
    status,
  )!;
  return Number(kilobytes) * KB;
}
