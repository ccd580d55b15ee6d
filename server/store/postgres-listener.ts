import pg from 'pg';
import type {StoreLog} from './database.ts';

const RECONNECT_MS = 1_000;

interface Listening {
  readonly config: pg.ClientConfig;
  readonly channel: string;
  readonly onSignal: () => void;
  readonly log: StoreLog;
}

/**
 * LISTEN on a connection of its own, since a pooled one may be given back. It
 * reconnects for as long as it takes, and signals then, for what it missed.
 */
export async function listenOnPostgres(
  listening: Listening,
): Promise<() => void> {
  const listener = new Listener(listening);
  await listener.connect();
  return () => listener.end();
}

class Listener {
  readonly #listening: Listening;
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(listening: Listening) {
    this.#listening = listening;
  }

  async connect(): Promise<void> {
    const {config, channel, onSignal} = this.#listening;
    const client = new pg.Client(config);
    client.on('notification', () => onSignal());
    client.on('error', error => this.#lost(client, error));
    client.on('end', () => this.#lost(client, undefined));
    this.#client = client;
    try {
      await client.connect();
      await client.query(`listen ${client.escapeIdentifier(channel)}`);
    } catch (error) {
      this.#client = undefined;
      await client.end();
      throw error;
    }
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = undefined;
    if (client !== undefined) this.#discard(client);
  }

  #lost(client: pg.Client, error: unknown): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#listening.log.warn({err: error}, 'Waits for signals again soon.');
    this.#discard(client);
    this.#reconnectLater();
  }

  #reconnectLater(): void {
    if (this.#ended) return;
    this.#timer = setTimeout(() => {
      this.connect().then(
        () => this.#listening.onSignal(),
        () => this.#reconnectLater(),
      );
    }, RECONNECT_MS);
  }

  /** What it says while it closes has nobody waiting for it. */
  #discard(client: pg.Client): void {
    client.end().catch(() => {});
  }
}
