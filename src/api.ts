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
/** UrlFetchApp throws at more, as it does where nobody answers; nothing of ours but what is looked for is long. */
const URL_LENGTH_MAX = 2082;
const REFUSED = 400;
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
      const again = requests.filter((request, at) =>
        isWorthRepeating(request, first[at]),
      );
      const second = attempt(again, options);
      return first.map((reply, at) => {
        const repeated = second[again.findIndex(each => each === requests[at])];
        // A second attempt that was not sent says less than the first one's answer.
        return repeated === undefined || wasNotSent(repeated)
          ? reply
          : repeated;
      });
    },
  };
}

function isWorthRepeating(request: Request, reply: Reply | undefined): boolean {
  const isRepeatable =
    (request.method === 'GET' || request.repeatable === true) &&
    request.extra !== true;
  return reply?.kind === 'answered'
    ? // Refused before anything was done: any call may be made again with a fresh token.
      reply.status === UNAUTHENTICATED ||
        (isRepeatable && FLEETING.includes(reply.status))
    : isRepeatable && reply?.kind === 'unreachable';
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
  if (calls.some(({url}) => url.length > URL_LENGTH_MAX)) {
    return all({kind: 'answered', status: REFUSED});
  }
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
