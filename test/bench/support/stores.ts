/** Where a service under measurement may keep its data: both stores, a fresh one each time. */
import type {Google} from './service.ts';
import {startPostgres} from './postgres.ts';
import {join} from 'node:path';

export interface Store {
  readonly name: string;
  /** Settings that name a store nobody used yet. */
  create(google: Google): Promise<Readonly<Record<string, string>>>;
}

export interface Stores extends AsyncDisposable {
  /** Without PostgreSQL where none is installed. */
  readonly all: readonly Store[];
}

export async function openStores(): Promise<Stores> {
  const postgres = await startPostgres();
  const embedded: Store = {
    name: 'embedded',
    create: async ({folder}) => ({
      DATA_DIR: join(folder, crypto.randomUUID()),
    }),
  };
  if (postgres === undefined) {
    return {all: [embedded], [Symbol.asyncDispose]: async () => {}};
  }
  const server: Store = {
    name: `PostgreSQL ${postgres.version}`,
    create: async () => ({DATABASE_URL: await postgres.createDatabase()}),
  };
  return {
    all: [embedded, server],
    [Symbol.asyncDispose]: () => postgres[Symbol.asyncDispose](),
  };
}
