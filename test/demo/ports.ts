import {createServer} from 'node:net';
import type {AddressInfo} from 'node:net';
import {DemoFault} from './fault.ts';

export const HOST = '127.0.0.1';

/** The port that was asked for. @throws DemoFault when somebody listens there. */
export async function claimPort(port: number): Promise<number> {
  const claimed = await tryPort(port);
  if (claimed !== undefined) return claimed;
  throw new DemoFault(
    `PORT ${port} cannot be listened on: stop what uses it, or set another PORT.`,
  );
}

/** `preferred` when it is free, else any port that is. */
export async function freePort(preferred: number): Promise<number> {
  return (await tryPort(preferred)) ?? claimPort(0);
}

/** Listens for a moment; undefined when that is not possible. */
function tryPort(port: number): Promise<number | undefined> {
  const server = createServer();
  return new Promise(resolve => {
    server.once('error', () => resolve(undefined));
    server.listen({port, host: HOST, exclusive: true}, () => {
      const {port: found} = server.address() as AddressInfo;
      server.close(() => resolve(found));
    });
  });
}
