import type {Content, SharedField} from './content.ts';
import type {Role} from './role.ts';

/** The contact as this account may see it. */
export interface VisibleContact {
  readonly content: Content;
  readonly version: number;
  /** Labels it carries that the account collaborates on. */
  readonly labelIds: readonly string[];
  /** Fields the account may not see: absent from `content`. */
  readonly hiddenFields: readonly SharedField[];
  /** Whether some grant puts it into the phone's address book. */
  readonly showOnPhones: boolean;
}

export type CopyState =
  /** Nothing stands in the account yet. */
  | {readonly kind: 'none'}
  /** A create was sent and nobody knows whether it arrived. */
  | {readonly kind: 'unconfirmed'}
  /** A deletion mark was seen and a read by id agreed. */
  | {
      readonly kind: 'gone';
      /** Another list ended since: it shows no survivor of a merge. */
      readonly listedSince: boolean;
      /** Labels the account might remove it from when its deletion was observed. */
      readonly removableLabelIds: readonly string[];
      /** How often its account deleted it lately without the right to. */
      readonly removals: number;
    }
  /** Deleted so often that it is left away until somebody asks for it. */
  | {readonly kind: 'away'}
  | {
      readonly kind: 'present';
      /** Whether the service made it, or it is the account's own contact. */
      readonly origin: 'service' | 'account';
      readonly content: Content;
      readonly labelIds: readonly string[];
      /** Whether we last put it into My Contacts; null: that was never ours to say. */
      readonly onPhones: boolean | null;
    };

export type PresentCopy = CopyState & {readonly kind: 'present'};
export type GoneCopy = CopyState & {readonly kind: 'gone'};

/** What both sides last agreed on. */
export interface Base {
  readonly content: Content;
  readonly version: number;
  /** What was hidden when that version was delivered. */
  readonly hiddenFields: readonly SharedField[];
  readonly labelIds: readonly string[];
}

export interface Snapshot {
  /** Undefined when the account may not, or no longer, see it. */
  readonly contact: VisibleContact | undefined;
  readonly copy: CopyState;
  readonly base: Base | undefined;
  /** Labels the account has removed the contact from and that wait for a decision. */
  readonly heldLabelIds: readonly string[];
}

/** The account's role in each label it collaborates on, of those that concern the copy. */
export type Roles = ReadonlyMap<string, Role>;
