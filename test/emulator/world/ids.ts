/** Identifiers and etags, all from the one source of randomness the emulator is given. */

export class Ids {
  readonly random: () => number;
  #lastMicros = 0;
  readonly #now: () => number;

  constructor(random: () => number, now: () => number) {
    this.random = random;
    this.#now = now;
  }

  bytes(count: number): Buffer {
    const bytes = Buffer.alloc(count);
    for (let index = 0; index < count; index += 4) {
      const word = Math.floor(this.random() * 0x1_0000_0000);
      for (let at = 0; at < 4 && index + at < count; at++) {
        bytes[index + at] = (word >>> (8 * at)) & 0xff;
      }
    }
    return bytes;
  }

  below(bound: number): number {
    return Math.floor(this.random() * bound);
  }

  /** 63 bits, as contact ids have: never so small that the decimal looks like an account id. */
  contactNumber(): bigint {
    const high = BigInt(this.below(0x7000_0000) + 0x0400_0000);
    const low = BigInt(this.below(0x1_0000_0000));
    return (high << 32n) | low;
  }

  /** 21 digits, as account ids have. */
  accountId(): string {
    return `1${this.digits(20)}`;
  }

  digits(count: number): string {
    let text = '';
    while (text.length < count) text += this.below(10);
    return text;
  }

  hex(count: number): string {
    return this.bytes(Math.ceil(count / 2))
      .toString('hex')
      .slice(0, count);
  }

  /** The bare form that stands inside person etags; sources wear a `#` before it. */
  etag(): string {
    return this.bytes(8).toString('base64');
  }

  token(count: number): string {
    return this.bytes(count).toString('base64url');
  }

  /** Now in microseconds, never twice the same: update times order what happened. */
  micros(): number {
    this.#lastMicros = Math.max(
      this.#lastMicros + 1,
      Math.floor(this.#now() * 1000),
    );
    return this.#lastMicros;
  }
}

/** `2026-01-31T01:02:03.000004Z` */
export function formatMicros(micros: number): string {
  const ms = Math.floor(micros / 1000);
  const rest = String(micros - ms * 1000).padStart(3, '0');
  return new Date(ms).toISOString().replace('Z', `${rest}Z`);
}
