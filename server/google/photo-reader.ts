/** Fetches contacts' pictures: plain GETs of addresses that came with an answer. */
import type {PhotoReader, PhotoReading} from '../core/google.ts';
import {mediaTypeOf, PHOTO_BYTES_MAX} from '../core/picture.ts';

/** The only hosts that Google serves contacts' pictures from (contract section 3). */
const PHOTO_HOSTS = /^[\w-]+(\.[\w-]+)*\.googleusercontent\.com$/;

/** A picture takes a fraction of a second; whoever needs longer is not there. */
const PHOTO_TIMEOUT_MS = 10_000;

/**
 * The length of the longer side that is asked for, pixels; Google makes none
 * larger than it is. Phones show contacts at no more.
 */
const SIDE_MAX = 720;

const REDIRECTS_MAX = 3;

export interface PhotoReaderOptions {
  /** `host:port` that stands in for Google; it may serve its own addresses too. */
  readonly emulatorHost?: string | undefined;
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
}

/** Nothing is retried; an address elsewhere, also by a redirect, is not asked. */
export function createPhotoReader(
  options: PhotoReaderOptions = {},
): PhotoReader {
  const {emulatorHost, timeoutMs = PHOTO_TIMEOUT_MS} = options;
  const send = options.fetch ?? globalThis.fetch;
  return {
    async read(url, signal) {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      let next: string | undefined = url;
      try {
        for (let hops = 0; hops <= REDIRECTS_MAX; hops++) {
          const target = targetOf(next, emulatorHost);
          if (target === undefined) return UNUSABLE;
          const answer = await send(target, {
            redirect: 'manual',
            signal: limit,
            headers: {accept: 'image/jpeg, image/png;q=0.9, */*;q=0.1'},
          });
          const location = redirectOf(answer, target);
          if (location === undefined) return await readAnswer(answer);
          await answer.body?.cancel();
          next = location;
        }
        return UNUSABLE;
      } catch {
        // Whatever went wrong on the way: there is no picture, and no proof of none.
        return UNREACHABLE;
      }
    },
  };
}

const UNUSABLE: PhotoReading = {kind: 'unusable'};
const UNREACHABLE: PhotoReading = {kind: 'unreachable'};

/** Undefined: an address that is never asked. */
function targetOf(url: string, emulatorHost: string | undefined) {
  const asked = URL.parse(url);
  if (asked === null || asked.username !== '' || asked.password !== '') {
    return undefined;
  }
  const isGoogle =
    asked.protocol === 'https:' &&
    asked.port === '' &&
    PHOTO_HOSTS.test(asked.hostname);
  const isEmulator =
    emulatorHost !== undefined &&
    asked.protocol === 'http:' &&
    asked.host === emulatorHost;
  if (!isGoogle && !isEmulator) return undefined;
  // Google's own suffix for a size, as `=s100` or `=s100-p`.
  const path = asked.pathname.replace(/=s\d+(-\w+)*$/, `=s${SIDE_MAX}`);
  const origin =
    emulatorHost === undefined ? asked.origin : `http://${emulatorHost}`;
  return new URL(`${path}${asked.search}`, origin);
}

function redirectOf(answer: Response, from: URL): string | undefined {
  const location = answer.headers.get('location');
  return answer.status >= 300 && answer.status < 400 && location !== null
    ? new URL(location, from).href
    : undefined;
}

async function readAnswer(answer: Response): Promise<PhotoReading> {
  if (!answer.ok) {
    await answer.body?.cancel();
    return UNREACHABLE;
  }
  const bytes = await readBytes(answer);
  const mediaType = bytes && mediaTypeOf(bytes);
  return bytes === undefined || mediaType === undefined
    ? UNUSABLE
    : {kind: 'ok', bytes, mediaType};
}

/** Undefined: too many. */
async function readBytes(answer: Response): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    // Leaving the loop ends the transfer.
    if (size > PHOTO_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
