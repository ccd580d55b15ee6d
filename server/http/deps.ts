import type {FastifyBaseLogger} from 'fastify';
import type {Registry} from 'prom-client';
import type {DirectoryClient, Outcome, PeopleClient} from '../core/google.ts';
import type {Languages} from '../formats/language.ts';
import type {Db, Tx} from '../store/queries.ts';
import type {PhotoAddresses} from './photo-addresses.ts';
import type {SignIn} from './sign-in.ts';

/** Everything the app needs from outside; whoever builds it decides what stands behind. */
export interface Deps {
  readonly db: Db;
  readonly signIn: SignIn;
  /** Absent without delegation: nobody is enrolled by a call, no principal is known. */
  readonly directory: DirectoryClient | undefined;
  /** `WORKSPACE_ADMIN`: an admin whatever the Directory says of them. */
  readonly adminEmail?: string | undefined;
  /** The address book of a user of the workplace, to look at what a preview is about. */
  readonly people: (user: {
    readonly id: string;
    readonly locale: string | null;
  }) => Promise<PeopleClient>;
  /** Ids of the users whom a grant to a group or domain would reach. */
  readonly readPrincipal: (principal: {
    readonly type: 'group' | 'domain';
    readonly id: string;
  }) => Promise<Outcome<readonly string[]>>;
  /** Pulls and pushes an account now; returns when done, failed or out of time. */
  readonly syncNow: (
    accountId: string,
    limit: {readonly timeoutMs: number},
  ) => Promise<void>;
  /** Carries out a repair or an undo in one transaction, to preview it; false: it is too much for that. */
  readonly applyWhole: (tx: Tx, operationId: string) => Promise<boolean>;
  /** Whether the database answers and has this release's schema. */
  readonly isReady: () => Promise<boolean>;
  /** A new UUID. Lists come in the order of ids, so UUIDs of version 7 list the oldest first. */
  readonly newId: () => string;
  /** ISO 3166-1 alpha-2: how somebody of this locale writes numbers without a country code. */
  readonly regionOf?: (locale: string | null) => string | undefined;
  /** In which people are told of things. */
  readonly languages: Languages;
  /** `PUBLIC_URL`: what addresses in answers begin with; relative ones where it is absent. */
  readonly publicUrl?: string;
  readonly logger: FastifyBaseLogger;
  /** One for each app. */
  readonly metrics: Registry;
  /** Contacts that Google lets an account have, where it is not the usual number. */
  readonly contactsMax?: number;
  /** Calls per minute that one account, or one unknown address, may make. */
  readonly callsPerMinuteMax?: number;
  /** By which minutes are counted, in ms since 1970: the machine's unless it is given. */
  readonly nowMs?: () => number;
}

/** What routes work with beside. */
export interface RouteDeps extends Deps {
  readonly photos: PhotoAddresses;
}
