/** One authorised call of a method, as the method sees it. */
import type {ApiName, Method} from './discovery/discovery.ts';
import type {Query} from './discovery/check.ts';
import type {Language} from './people/words.ts';
import type {Draft} from './types.ts';
import type {Account} from './world/account.ts';
import type {User} from './world/directory-state.ts';
import type {World} from './world/world.ts';

/** How a fault bends the answer of a read. */
export interface Bend {
  readonly stale: boolean;
  readonly list: 'whole' | 'empty' | 'short' | 'repeated' | 'shuffled';
}

export interface Call {
  readonly world: World;
  readonly api: ApiName;
  readonly method: Method;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Draft;
  readonly user: User;
  readonly account: Account;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly language: Language;
  /** Where photos of this answer are to be fetched. */
  readonly photoBase: string;
  readonly bend: Bend;
  readonly note: (kind: ViolationKind, detail: string) => void;
}

export type ViolationKind =
  | 'parallelWrites'
  | 'oversizeBatch'
  | 'noopWrite'
  | 'foreignLabel'
  | 'foreignContact'
  | 'foreignClientData'
  | 'redundantRead';

export type Handler = (call: Call) => unknown;

export const text = (call: Call, name: string): string | undefined => {
  const value = call.query[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

export const flag = (call: Call, name: string): boolean =>
  call.query[name] === true;

export const count = (call: Call, name: string): number | undefined => {
  const value = call.query[name];
  return typeof value === 'number' ? value : undefined;
};

export const texts = (call: Call, name: string): readonly string[] => {
  const value = call.query[name];
  return Array.isArray(value) ? value : [];
};
