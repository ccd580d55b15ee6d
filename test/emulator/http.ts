/** The emulator on a port of this machine. */
import {createServer} from 'node:http';
import type {IncomingMessage, Server, ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {Emulator} from './emulator.ts';
import {ConnectionCut} from './types.ts';
import type {Wait} from './types.ts';

export interface EmulatorServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** `127.0.0.1:PORT`, as WORKSPACE_EMULATOR_HOST wants it. */
  readonly host: string;
  close(): Promise<void>;
}

const BODY_BYTES_MAX = 64 * 1024 * 1024;

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) throw new Error('the request is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function answer(
  emulator: Emulator,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  wait: Wait,
) {
  try {
    const body = await readAll(incoming);
    const response = await emulator.handle(
      {
        method: incoming.method ?? 'GET',
        url: incoming.url ?? '/',
        headers: incoming.headers,
        body,
      },
      wait,
    );
    outgoing.writeHead(response.status, response.headers);
    outgoing.end(response.body);
  } catch (error) {
    if (error instanceof ConnectionCut) {
      incoming.socket.destroy();
      return;
    }
    // A broken emulator must be seen as such, not taken for one of Google's moods.
    outgoing.writeHead(599, {'content-type': 'text/plain; charset=utf-8'});
    outgoing.end(`emulator bug: ${(error as Error).stack}`);
  }
}

const realWait: Wait = ms => new Promise(resolve => setTimeout(resolve, ms));

/**
 * Serves on `host`:`port` (default 127.0.0.1 and any free port).
 *
 * @throws Error when the port is taken.
 */
export async function serveEmulator(
  emulator: Emulator,
  options: {port?: number; host?: string; wait?: Wait} = {},
): Promise<EmulatorServer> {
  const {port = 0, host = '127.0.0.1', wait = realWait} = options;
  const server: Server = createServer((incoming, outgoing) => {
    void answer(emulator, incoming, outgoing, wait);
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  const address = server.address() as AddressInfo;
  const at = `${host}:${address.port}`;
  return {
    url: `http://${at}`,
    host: at,
    close: () =>
      new Promise((resolve, reject) => {
        server.close(error => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
