import {setTimeout as delay} from 'node:timers/promises';

const LOOK_MS = 20;
/** Of a machine that has much else to do. */
const WAIT_MS_MAX = 90_000;

/** @throws when it does not come about. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const endMs = performance.now() + WAIT_MS_MAX;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`never: ${what}`);
    await delay(LOOK_MS);
  }
}
