/** Words every part of the emulator shares. */
import type {PersonSeed, WorldSeed} from './world/seed-types.ts';

export type Json =
  string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** A JSON object under construction, or one a client sent; its parts are checked where used. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Draft = Record<string, any>;

/** What the emulator is asked: `url` is path and query, as on the request line. */
export interface EmulatorRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: string | Uint8Array | undefined;
}

export interface EmulatorResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Waits on whatever clock drives the caller; the emulator itself never sleeps. */
export type Wait = (ms: number) => Promise<void>;

/** The connection broke before an answer came: `handle` rejects with this. */
export class ConnectionCut extends Error {
  readonly code = 'ECONNRESET';
  constructor() {
    super('socket hang up');
  }
}

/** Raised when the emulator itself would answer what Google's documents do not allow. */
export class EmulatorBug extends Error {}

export type {PersonSeed, WorldSeed};
