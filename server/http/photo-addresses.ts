import {createHmac, timingSafeEqual} from 'node:crypto';
import {readPhotoKey} from '../store/photos.ts';
import type {Db} from '../store/queries.ts';

/** Where a photo can be had, for a while, by whoever knows the address. */
export interface PhotoAddresses {
  /** Call it once before `of` and `read`. */
  load(): Promise<void>;
  /** The address of the photo with this hash. */
  of(hash: string): string;
  /** What the last part of such an address stands for; undefined: it is none, or no longer. */
  read(
    photo: string,
  ): {readonly hash: string; readonly leftSeconds: number} | undefined;
}

/** A card is shown at once; Google's own photo proxies ask within seconds. */
const LIFE_MINUTES = 15;

/** Addresses change by the minute, so that what a list shows twice is fetched once. */
const STEP_SECONDS = 60;

const HASH_BYTES = 32;
const TIME_BYTES = 5;
/** Half of SHA-256, as RFC 2104 section 5 allows: nobody guesses 128 bits in a quarter of an hour. */
const SIGNATURE_BYTES = 16;

/**
 * Addresses signed with the store's own key (HMAC-SHA-256), so that every process
 * on the store knows those of the others: hash, time of expiry and signature, as
 * one base64url text.
 */
export function createPhotoAddresses({
  db,
  publicUrl,
  nowMs = Date.now,
}: {
  readonly db: Db;
  readonly publicUrl: string;
  readonly nowMs?: () => number;
}): PhotoAddresses {
  let loading: Promise<Buffer> | undefined;
  let key: Buffer | undefined;
  const sign = (body: Buffer) => {
    if (key === undefined) throw new Error('the photo key is not loaded');
    const whole = createHmac('sha256', key).update(body).digest();
    return whole.subarray(0, SIGNATURE_BYTES);
  };
  const nowSeconds = () => Math.floor(nowMs() / 1000);
  return {
    async load() {
      if (key !== undefined) return;
      loading ??= readPhotoKey(db).finally(() => {
        loading = undefined;
      });
      key = await loading;
    },
    of(hash) {
      const latest = nowSeconds() + LIFE_MINUTES * 60;
      const time = Buffer.alloc(TIME_BYTES);
      const ends = latest - (latest % STEP_SECONDS);
      time.writeUIntBE(ends, 0, TIME_BYTES);
      const body = Buffer.concat([Buffer.from(hash, 'hex'), time]);
      const name = Buffer.concat([body, sign(body)]).toString('base64url');
      return `${publicUrl}/v1/photos/${name}`;
    },
    read(photo) {
      const bytes = Buffer.from(photo, 'base64url');
      const length = HASH_BYTES + TIME_BYTES;
      if (bytes.length !== length + SIGNATURE_BYTES) return undefined;
      const body = bytes.subarray(0, length);
      if (!timingSafeEqual(bytes.subarray(length), sign(body))) {
        return undefined;
      }
      const ends = body.readUIntBE(HASH_BYTES, TIME_BYTES);
      const leftSeconds = ends - nowSeconds();
      const hash = body.subarray(0, HASH_BYTES).toString('hex');
      return leftSeconds > 0 ? {hash, leftSeconds} : undefined;
    },
  };
}
