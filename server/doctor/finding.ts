/** What one check found: a line of the report. */
export type Finding =
  | {readonly kind: 'ok'; readonly what: string; readonly found: string}
  | {
      readonly kind: 'failed';
      readonly what: string;
      readonly found: string;
      /** What to do about it: one sentence or more. */
      readonly fix: string;
    }
  /** Not looked at, and why. */
  | {readonly kind: 'skipped'; readonly what: string; readonly found: string};

/** Checks that belong together, under their heading. */
export interface Section {
  readonly title: string;
  readonly findings: readonly Finding[];
}

export function ok(what: string, found: string): Finding {
  return {kind: 'ok', what, found};
}

export function failed(what: string, found: string, fix: string): Finding {
  return {kind: 'failed', what, found, fix};
}

export function skipped(what: string, found: string): Finding {
  return {kind: 'skipped', what, found};
}

/** Beyond it Google refuses what is signed here, and leases and edits get the wrong times. */
const CLOCK_DIFFERENCE_MS_MAX = 5_000;

/** Compares this machine's clock with another; `uncertainMs` is how exactly that can be known. */
export function compareClocks(
  what: string,
  clocks: {
    readonly hereMs: number;
    readonly thereMs: number;
    readonly uncertainMs: number;
  },
): Finding {
  const aheadMs = clocks.hereMs - clocks.thereMs;
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  if (Math.abs(aheadMs) <= CLOCK_DIFFERENCE_MS_MAX + clocks.uncertainMs) {
    return ok(what, 'the same time');
  }
  return failed(
    what,
    `this machine is ${seconds} s ${aheadMs > 0 ? 'ahead' : 'behind'}`,
    'Have both machines keep time by NTP (timedatectl set-ntp true).',
  );
}
