/** What a world starts as; plain JSON, so that a control call can send it. */
import type {Switches} from './switches.ts';

/** A contact as a person would have typed it: People API fields and label names. */
export interface PersonSeed {
  /** People API `Person` fields (`names`, `emailAddresses`, …); read-only parts are ignored. */
  readonly person: Readonly<Record<string, unknown>>;
  /** Names of user labels; made when the account has none of that name. */
  readonly labels?: readonly string[];
  readonly starred?: boolean;
  /** In "Contacts" and on phones; true unless said otherwise. */
  readonly inMyContacts?: boolean;
}

export interface UserSeed {
  readonly email: string;
  /** 21 digits; made when absent. */
  readonly id?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly isAdmin?: boolean;
  readonly suspended?: boolean;
  readonly aliases?: readonly string[];
  readonly orgUnitPath?: string;
  readonly title?: string;
  readonly department?: string;
  readonly phone?: string;
  /** A consumer account: not in the Directory, no delegation, no `hd` claim. */
  readonly consumer?: boolean;
  readonly includeInGlobalAddressList?: boolean;
  readonly contacts?: readonly PersonSeed[];
  readonly otherContacts?: readonly Readonly<Record<string, unknown>>[];
  readonly labels?: readonly string[];
}

export interface MemberSeed {
  /** Address of a user, a group, or somebody outside; absent for the whole customer. */
  readonly email?: string;
  readonly role?: 'OWNER' | 'MANAGER' | 'MEMBER';
  readonly type?: 'USER' | 'GROUP' | 'CUSTOMER' | 'EXTERNAL';
}

export interface GroupSeed {
  readonly email: string;
  readonly name?: string;
  readonly description?: string;
  readonly aliases?: readonly string[];
  readonly members?: readonly MemberSeed[];
}

export interface DomainSeed {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly verified?: boolean;
}

export interface WorldSeed {
  readonly customerId?: string;
  /** The first is primary. Default: `example.com`. */
  readonly domains?: readonly DomainSeed[];
  readonly users?: readonly UserSeed[];
  readonly groups?: readonly GroupSeed[];
  /** External contacts of the whole domain (Domain Shared Contacts): People API fields. */
  readonly domainContacts?: readonly Readonly<Record<string, unknown>>[];
  /** What the service account may ask for, without the `https://www.googleapis.com/auth/` prefix. */
  readonly delegatedScopes?: readonly string[];
  /** Where phone numbers without a country code are dialled; ISO 3166. Default `JP`. */
  readonly region?: string;
  readonly oauthClient?: {
    readonly id: string;
    readonly secret: string;
    readonly redirectUris?: readonly string[];
  };
  readonly switches?: Partial<Switches>;
}
