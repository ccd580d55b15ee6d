import {STATUS_CODES} from 'node:http';
import type {Socket} from 'node:net';
import type {FastifyReply, FastifyRequest} from 'fastify';
import {StatusError, toErrorResponse} from './status.ts';

/**
 * What the framework refuses by itself. Its own messages are not passed on:
 * some quote the request.
 */
const REFUSED: Readonly<Record<number, () => StatusError>> = {
  404: () => new StatusError('NOT_FOUND', 'There is no such call.'),
  413: () =>
    new StatusError('INVALID_ARGUMENT', 'The request is too large.', {
      httpCode: 413,
    }),
  414: () =>
    new StatusError('INVALID_ARGUMENT', 'The address is too long.', {
      httpCode: 414,
    }),
  415: () =>
    new StatusError(
      'INVALID_ARGUMENT',
      'The body has to be JSON, or of an import text/csv or text/vcard.',
      {
        httpCode: 415,
      },
    ),
  503: () =>
    new StatusError('UNAVAILABLE', 'The service is stopping: try again.'),
};

const malformed = () =>
  new StatusError('INVALID_ARGUMENT', 'The request is malformed.');

/** The status of anything thrown while answering; what is unknown is our own fault. */
function toStatusError(error: unknown): StatusError {
  if (error instanceof StatusError) return error;
  const code = statusCodeOf(error);
  const refused = REFUSED[code];
  if (refused !== undefined) return refused();
  return code >= 400 && code < 500
    ? malformed()
    : new StatusError('INTERNAL', 'The service failed; its log says why.');
}

function statusCodeOf(error: unknown): number {
  return typeof error === 'object' &&
    error !== null &&
    'statusCode' in error &&
    typeof error.statusCode === 'number'
    ? error.statusCode
    : 500;
}

/** Answers with a google.rpc.Status, whatever was thrown. */
export function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const status = toStatusError(error);
  if (status.status === 'INTERNAL') {
    request.log.error({err: error}, 'call failed');
  }
  const {retryAfterSeconds} = status.detail;
  if (retryAfterSeconds !== undefined) {
    void reply.header('retry-after', retryAfterSeconds);
  }
  if (status.status === 'UNAUTHENTICATED') {
    void reply.header('www-authenticate', 'Bearer');
  }
  void reply
    .code(status.httpCode)
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(toErrorResponse(status));
}

export function answerUnknownCall(
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  answerError({statusCode: 404}, request, reply);
}

/** `clientError` of Node: the request is not whole when its time is over. */
const TIMED_OUT = 'ERR_HTTP_REQUEST_TIMEOUT';

/**
 * What is no HTTP at all, or never ends, becomes no request; it is answered on the
 * socket.
 */
export function answerBrokenHttp(
  error: Error & {readonly code?: string},
  socket: Socket,
): void {
  if (socket.destroyed) return;
  const status =
    error.code === TIMED_OUT
      ? new StatusError(
          'DEADLINE_EXCEEDED',
          'The request took too long to be read, and nothing of it was done: send a smaller one, a long file in parts.',
          {httpCode: 408},
        )
      : malformed();
  const body = JSON.stringify(toErrorResponse(status));
  if (socket.writable) {
    socket.write(
      `HTTP/1.1 ${status.httpCode} ${STATUS_CODES[status.httpCode] ?? ''}\r\n` +
        'content-type: application/json; charset=utf-8\r\n' +
        `content-length: ${Buffer.byteLength(body)}\r\n` +
        'connection: close\r\n\r\n' +
        body,
    );
  }
  socket.destroy();
}
