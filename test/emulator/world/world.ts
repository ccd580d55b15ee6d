/** All that the emulator remembers. One object a world; a reset makes another. */
import type {Locality} from '../people/fields.ts';
import type {PhoneBook} from '../people/phone.ts';
import {Account} from './account.ts';
import type {ContactPhoto} from './account.ts';
import type {FieldItems} from './stored-fields.ts';
import {DirectoryState} from './directory-state.ts';
import type {User} from './directory-state.ts';
import {Ids} from './ids.ts';
import {DEFAULT_SWITCHES} from './switches.ts';
import type {Switches} from './switches.ts';
import {WorldError} from './world-error.ts';

export interface AccessToken {
  readonly userId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly expiresAtMs: number;
  readonly refreshToken: string | undefined;
}

export interface Consent {
  readonly userId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
}

export interface AuthorizationCode extends Consent {
  readonly redirectUri: string;
  readonly expiresAtMs: number;
  readonly challenge: string | undefined;
  readonly nonce: string | undefined;
  /** A refresh token comes with it. */
  readonly offline: boolean;
}

export interface DomainContact {
  readonly id: string;
  readonly etag: string;
  readonly fields: FieldItems;
}

export interface OAuthClient {
  readonly id: string;
  readonly secret: string;
  readonly redirectUris: readonly string[] | undefined;
}

/** What the caller under test owns; declared by a control call (violations). */
export interface Ownership {
  readonly markerKey: string;
  /** `user id/contact group id` of labels that are shared though a person made them. */
  readonly labels: ReadonlySet<string>;
}

export class World {
  readonly ids: Ids;
  readonly directory: DirectoryState;
  readonly accounts = new Map<string, Account>();
  readonly tokens = new Map<string, AccessToken>();
  readonly refreshTokens = new Map<string, Consent>();
  /** How many pictures were asked for. */
  picturesServed = 0;
  /** Contact photos by key; their addresses stay good when a contact changes. */
  readonly photos = new Map<string, ContactPhoto>();
  /** External contacts of the whole domain. */
  readonly domainContacts: DomainContact[] = [];
  /** `user id client id` of consents given before: the next is without a refresh token. */
  readonly consented = new Set<string>();
  readonly codes = new Map<string, AuthorizationCode>();
  delegatedScopes: readonly string[] = [];
  /** User ids that delegation does not reach. */
  readonly undelegated = new Set<string>();
  oauthClient: OAuthClient = {
    id: '5551234.apps.googleusercontent.com',
    secret: 'emulator-secret',
    redirectUris: undefined,
  };
  switches: Switches = structuredClone(DEFAULT_SWITCHES);
  ownership: Ownership | undefined;
  /** Signs sync and page tokens, so that a token of another world is malformed here. */
  readonly tokenSecret: string;
  readonly #phones: PhoneBook;
  readonly #check: Locality['check'];
  readonly #baseNow: () => number;
  #offsetMs = 0;

  constructor(options: {
    now: () => number;
    random: () => number;
    phones: PhoneBook;
    check: Locality['check'];
  }) {
    const {now, random, phones, check} = options;
    this.#check = check;
    this.#baseNow = now;
    this.ids = new Ids(random, () => this.nowMs());
    this.directory = new DirectoryState(this.ids);
    this.tokenSecret = this.ids.token(9);
    this.#phones = phones;
  }

  /** The clock of contacts and tokens for them; control calls may put it ahead. */
  nowMs(): number {
    return this.#baseNow() + this.#offsetMs;
  }

  /** The clock of sign-in, which the caller shares: it is never put ahead. */
  signInNowMs(): number {
    return this.#baseNow();
  }

  advanceClock(ms: number) {
    if (!(ms >= 0)) throw new WorldError('time only goes forward');
    this.#offsetMs += ms;
  }

  account(userId: string): Account {
    let account = this.accounts.get(userId);
    if (!account) {
      account = new Account(userId, this.ids);
      this.accounts.set(userId, account);
    }
    return account;
  }

  locality(region: string): Locality {
    return {phones: this.#phones, region, check: this.#check};
  }

  /** Somebody who can use Google now. */
  findActiveUser(key: string): User | undefined {
    const user = this.directory.findUser(key);
    return user && !user.suspended && !user.archived ? user : undefined;
  }

  chance(probability: number): boolean {
    return probability > 0 && this.ids.random() < probability;
  }
}
