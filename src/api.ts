/**
 * The way to the service: UrlFetchApp appears here and nowhere else. Nothing is
 * thrown; what went wrong is a `Reply`.
 */
import type {Reply, Request} from './ports.ts';

/** A card that says "try again" after this is better than the host's own failure after 30 s. */
const TIMEOUT_SECONDS = 10;
/** With less than this nothing is sent: an answer would come too late to be drawn. */
const TIME_MS_MIN = 2000;
const UNAUTHENTICATED = 401;
/** What a service or a proxy before it answers while it restarts. */
const FLEETING = [500, 502, 503, 504];

export interface Transport {
  /** All at once; answers stand in the order of the requests. */
  send(requests: readonly Request[]): readonly Reply[];
}

export interface TransportOptions {
  readonly serviceUrl: string | undefined;
  /** Read anew for each attempt: it may have run out since. */
  readonly identityToken: () => string | undefined;
  readonly timeLeftMs: () => number;
}

export function createTransport(options: TransportOptions): Transport {
  return {
    send(requests) {
      const first = attempt(requests, options);
      const again = requests.flatMap((request, index) => {
        const reply = first[index];
        return reply !== undefined && isWorthRepeating(request, reply)
          ? [{request, index}]
          : [];
      });
      if (again.length === 0) return first;
      const second = attempt(
        again.map(({request}) => request),
        options,
      );
      return first.map((reply, index) => {
        const at = again.findIndex(entry => entry.index === index);
        const repeated = second[at];
        // A second attempt that was not sent says less than the first one's answer.
        return repeated === undefined || wasNotSent(repeated)
          ? reply
          : repeated;
      });
    },
  };
}

function isWorthRepeating(request: Request, reply: Reply): boolean {
  const isRepeatable =
    (request.method === 'GET' || request.repeatable === true) &&
    request.extra !== true;
  switch (reply.kind) {
    case 'answered':
      // Refused before anything was done: any call may be made again with a fresh token.
      if (reply.status === UNAUTHENTICATED) return true;
      return isRepeatable && FLEETING.includes(reply.status);
    case 'unreachable':
      return isRepeatable;
    case 'outOfTime':
    case 'noIdentity':
    case 'notSetUp':
      return false;
  }
}

function wasNotSent(reply: Reply): boolean {
  return reply.kind !== 'answered' && reply.kind !== 'unreachable';
}

function attempt(
  requests: readonly Request[],
  {serviceUrl, identityToken, timeLeftMs}: TransportOptions,
): readonly Reply[] {
  if (requests.length === 0) return [];
  const all = (reply: Reply) => requests.map(() => reply);
  if (serviceUrl === undefined) return all({kind: 'notSetUp'});
  const token = identityToken();
  if (token === undefined) return all({kind: 'noIdentity'});
  const leftMs = timeLeftMs();
  if (leftMs < TIME_MS_MIN) return all({kind: 'outOfTime'});
  const timeoutSeconds = Math.min(TIMEOUT_SECONDS, Math.floor(leftMs / 1000));
  const calls = requests.map(request =>
    call(request, {serviceUrl, token, timeoutSeconds}),
  );
  try {
    return UrlFetchApp.fetchAll(calls).map(answered);
  } catch {
    // A name that is not found, a refused connection, a time-out: Google documents no way to tell them apart.
    return all({kind: 'unreachable'});
  }
}

interface CallOptions {
  readonly serviceUrl: string;
  readonly token: string;
  readonly timeoutSeconds: number;
}

function call(
  {method, path, body}: Request,
  {serviceUrl, token, timeoutSeconds}: CallOptions,
): GoogleAppsScript.URL_Fetch.URLFetchRequest {
  const options: GoogleAppsScript.URL_Fetch.URLFetchRequest = {
    url: `${serviceUrl}${path}`,
    method: METHODS[method],
    headers: {authorization: `Bearer ${token}`},
    muteHttpExceptions: true,
    // The token is for the service alone.
    followRedirects: false,
    timeoutSeconds,
  };
  // Without a payload a POST would say that it is a form.
  return method === 'POST' || method === 'PATCH'
    ? {
        ...options,
        contentType: 'application/json',
        payload: JSON.stringify(body ?? {}),
      }
    : options;
}

const METHODS: Readonly<
  Record<Request['method'], GoogleAppsScript.URL_Fetch.HttpMethod>
> = {GET: 'get', POST: 'post', PATCH: 'patch', DELETE: 'delete'};

function answered(response: GoogleAppsScript.URL_Fetch.HTTPResponse): Reply {
  return {
    kind: 'answered',
    status: response.getResponseCode(),
    body: parsed(response.getContentText('UTF-8')),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
