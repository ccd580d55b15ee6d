/** A client on a thread of its own, so that its garbage is not swept with the emulator's half million contacts. */
import {parentPort, workerData} from 'node:worker_threads';
import {timePages} from './list-pages.ts';

export interface ListOrder {
  readonly url: string;
  readonly tokens: readonly string[];
  readonly pageSize: number;
  readonly contacts: number;
}

const order: ListOrder = workerData;

parentPort?.postMessage(
  await timePages(
    async (path, token) => {
      const response = await fetch(`${order.url}${path}`, {
        headers: {
          authorization: `Bearer ${token}`,
          'accept-encoding': 'identity',
        },
      });
      if (!response.ok) throw new Error(await response.text());
      return response.text();
    },
    order.tokens,
    order,
  ),
);
