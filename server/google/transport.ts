/**
 * The one way out to Google: what every client of Google's libraries sends
 * through, tokens included.
 */
import {gaxios} from 'google-auth-library';

/** The library's transport, as its authorised clients take it. */
export type Transport = gaxios.Gaxios;

/** A page of 1,000 contacts or a batch of 200 takes seconds; a minute means that nobody answers. */
const CALL_TIMEOUT_MS = 60_000;

const GOOGLE_HOSTS: ReadonlySet<string> = new Set([
  'admin.googleapis.com',
  'oauth2.googleapis.com',
  'people.googleapis.com',
  'www.googleapis.com',
]);

export interface TransportOptions {
  /** `host:port` on this machine that stands in for Google (`WORKSPACE_EMULATOR_HOST`). */
  readonly emulatorHost?: string | undefined;
  readonly timeoutMs?: number;
  /** What speaks HTTP; Node's own `fetch` unless told otherwise. */
  readonly fetch?: typeof fetch;
}

/**
 * A transport with a time limit and without the library's retries: those count
 * against the same minute's quota, ignore `Retry-After`, repeat deletions and
 * retry tokens by POST (measured with google-auth-library 11.3 and gaxios 8.3).
 *
 * Node's `fetch` serves Google's HTTPS and the stand-in's plain HTTP alike, so
 * both break in the same way. A proxy of the environment is used where Node is
 * told to (`NODE_USE_ENV_PROXY=1`).
 *
 * @throws where `emulatorHost` is not on the loopback interface.
 */
export function createTransport(options: TransportOptions = {}): Transport {
  const {emulatorHost, timeoutMs = CALL_TIMEOUT_MS} = options;
  const send = options.fetch ?? globalThis.fetch;
  const emulator =
    emulatorHost === undefined ? undefined : loopbackUrl(emulatorHost);
  return new gaxios.Gaxios({
    timeout: timeoutMs,
    retryConfig: {retry: 0},
    fetchImplementation: (input, init) =>
      send(
        redirected(
          new URL(input instanceof Request ? input.url : input),
          emulator,
        ),
        init,
      ),
  });
}

/** Path and query stay as they are: those of Google's APIs do not collide. */
function redirected(url: URL, emulator: URL | undefined): URL {
  return emulator !== undefined && GOOGLE_HOSTS.has(url.hostname)
    ? new URL(`${url.pathname}${url.search}`, emulator)
    : url;
}

function loopbackUrl(host: string): URL {
  const url = URL.parse(`http://${host}`);
  const plain = url !== null && url.pathname === '/' && url.search === '';
  if (!plain || !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) {
    throw new Error(
      'WORKSPACE_EMULATOR_HOST must be host:port of this machine, as 127.0.0.1:9000.',
    );
  }
  return url;
}
