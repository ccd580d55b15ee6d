import {z} from 'zod';
import type {Transport} from '../google/transport.ts';
import type {Settings} from '../settings.ts';
import {failed, ok, type Finding} from './finding.ts';

const ANSWER_MS_MAX = 10_000;

/** Google's certificates, without which nobody can sign in. */
export async function checkCertificates(
  transport: Transport,
): Promise<Finding> {
  const what = 'Certificates of ID tokens';
  const status = await transport
    .request({
      url: 'https://www.googleapis.com/oauth2/v1/certs',
      validateStatus: () => true,
    })
    .then(
      response => response.status,
      () => undefined,
    );
  return status === 200
    ? ok(what, 'can be fetched')
    : failed(
        what,
        status === undefined ? 'no answer' : `HTTP ${status}`,
        'Let this machine reach www.googleapis.com on port 443.',
      );
}

/** Whether the add-on and consent redirects can reach the service under its public address. */
export async function checkPublicUrl(
  settings: Pick<Settings, 'publicUrl' | 'host' | 'port' | 'emulatorHost'>,
): Promise<Finding> {
  const what = 'PUBLIC_URL';
  const {publicUrl, host, port} = settings;
  const {protocol, hostname} = new URL(publicUrl);
  const isHere = LOOPBACK.test(hostname);
  if (isHere && settings.emulatorHost === undefined) {
    return failed(
      what,
      `${publicUrl} is this machine only`,
      'Set it to the https address under which a reverse proxy or load balancer passes calls on to HOST:PORT.',
    );
  }
  if (!isHere && protocol !== 'https:') {
    return failed(
      what,
      `${publicUrl} is not https: ID tokens would travel in the open`,
      'Put a reverse proxy with a certificate in front, and set its https address.',
    );
  }
  const answer = await knock(publicUrl);
  if (answer === 'healthy') return ok(what, `${publicUrl} reaches the service`);
  const runs = (await knock(`http://${urlHost(host)}:${port}`)) === 'healthy';
  if (runs) {
    return failed(
      what,
      `${publicUrl}: ${answer}, although the service runs`,
      `Have the proxy at that address pass every path on to ${host}:${port}.`,
    );
  }
  // Whatever a proxy says while nothing runs behind it: it is there.
  if (isHere || answer === 'answers') {
    return ok(what, `${publicUrl}; the service does not run now`);
  }
  return failed(
    what,
    `${publicUrl}: ${answer}`,
    'Check its DNS entry, its certificate and that port 443 is open. From inside a network that cannot reach its own public address, look from outside.',
  );
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** `0.0.0.0` is where to listen, not where to call. */
function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

/** `healthy`: the service itself; `answers`: something does; else what went wrong. */
async function knock(url: string): Promise<string> {
  try {
    const response = await fetch(`${url}/healthz`, {
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    const body = await response.text();
    return response.ok && body === '{"status":"OK"}' ? 'healthy' : 'answers';
  } catch (error) {
    return whyNot(error);
  }
}

const FETCH_FAULT = z.object({
  message: z.string(),
  cause: z
    .object({code: z.string().optional(), message: z.string()})
    .optional(),
});

/** Node's `fetch` hides the reason in the cause. */
function whyNot(error: unknown): string {
  const {message, cause} = FETCH_FAULT.parse(error);
  return cause?.code ?? cause?.message ?? message;
}
