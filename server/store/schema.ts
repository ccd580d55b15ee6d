import type {ColumnType, Generated, GeneratedAlways} from 'kysely';
import type {Content, SharedField} from '../core/content.ts';
import type {CustomFieldType} from '../core/custom-fields.ts';
import type {FoundEvidence} from '../core/duplicate-evidence.ts';
import type {DuplicateReason} from '../core/duplicates.ts';
import type {FieldChange} from '../core/history.ts';
import type {LeftReason, OperationKind} from '../core/long-work.ts';
import type {Pauses, Trails} from '../core/loops.ts';
import type {MailMode, NoticeKind} from '../core/notice.ts';
import type {QualityCode} from '../core/quality.ts';
import type {QuotaBucket} from '../core/quota-costs.ts';
import type {QuotaScope} from '../core/quota.ts';
import type {Role} from '../core/role.ts';
import type {RowRefusal} from '../core/row-refusal.ts';
import type {RowRemark} from '../core/row-remark.ts';

/** What `jsonb` gives back; written as text, since arrays would become SQL arrays. */
type Json<T> = ColumnType<T, string, string>;
type NullableJson<T> = ColumnType<T | null, string | null, string | null>;
type Defaulted<T> = ColumnType<T, T | undefined, T>;

/** Why an account waits; ABSENT: much of it is suddenly gone, somebody must look. */
export type AccountFault = 'QUOTA' | 'FULL' | 'ABSENT';

export type AccountState =
  'ACTIVE' | 'INVITED' | 'PERMISSION_LOST' | 'SUSPENDED' | 'DELETED';

/** Who made what stands in an account: this service, or the account itself. */
export type Origin = 'service' | 'account';

export type PrincipalType = 'user' | 'group' | 'domain';

export interface SettingsTable {
  key: string;
  value: Json<unknown>;
}

export interface AccountsTable {
  id: string;
  email: string;
  state: AccountState;
  paused: Defaulted<boolean>;
  locale: string | null;
  enrol_time: Generated<Date>;
  last_sync_time: Date | null;
  next_poll_time: Generated<Date>;
  groups_list_time: Date | null;
  sync_token: string | null;
  sync_parameters: string | null;
  /** Raised by whoever wants a poll; a run that began before does not answer it. */
  poll_requests: Defaulted<number>;
  fault: AccountFault | null;
  /** Until when what waits finds no room in Google's quota, where that is the fault. */
  quota_until: Date | null;
  /** Of the last complete list. */
  own_count_time: Date | null;
  /** `lists` at it; null: none was read. What was known before and it lacked counts no more. */
  counted_list: number | null;
  /** Contacts there must be beside those known: Google said then that no more fit. */
  unseen_count: Defaulted<number>;
  unseen_time: Date | null;
  /** Complete lists and deltas read so far. */
  lists: Defaulted<number>;
  /** Since when it can be synced, after it could not; kept by the database. */
  resume_time: Date | null;
}

export interface QuotaLimitsTable {
  scope: QuotaScope;
  bucket: QuotaBucket;
  units: number;
  learn_time: Date;
}

export interface LanesTable {
  key: string;
  next_time: Date | null;
  retry_time: Date | null;
  lease_until: Date | null;
  owner: string | null;
  token: Defaulted<number>;
  attempts: Defaulted<number>;
  bulk: Defaulted<boolean>;
  due_time: GeneratedAlways<Date | null>;
}

export interface DirectoryUsersTable {
  id: string;
  email: string;
  aliases: string[];
  suspended: boolean;
  admin: boolean;
  locale: string | null;
}

export interface DirectoryGroupsTable {
  id: string;
}

export interface DirectoryMembersTable {
  group_id: string;
  user_id: string;
  /** The last reading left them out; they stay until the next one agrees. */
  doubted: Defaulted<boolean>;
}

export interface LabelsTable {
  id: string;
  display_name: string;
  default_hidden_fields: Defaulted<SharedField[]>;
  version: Defaulted<number>;
  create_time: Generated<Date>;
  update_time: Generated<Date>;
  /** When a contact of it last changed; kept to the hour. */
  activity_time: Generated<Date>;
  delete_time: Date | null;
  /** Removals by one account within an hour that reach both are held. */
  bulk_removal_percent: Defaulted<number>;
  bulk_removal_count: Defaulted<number>;
  /** CLDR; null: numbers are read as who types them says. */
  region_code: Defaulted<string | null>;
  /** Up to which contact they were read anew since that changed; null: all were. */
  numbers_read_to: Defaulted<string | null>;
}

export interface GrantsTable {
  id: string;
  label_id: string;
  principal_type: PrincipalType;
  principal_id: string;
  principal_email: string;
  role: Role;
  hidden_fields: Defaulted<SharedField[]>;
  show_on_phones: Defaulted<boolean>;
  version: Defaulted<number>;
  granted_by: string | null;
  create_time: Generated<Date>;
}

export interface CollaboratorsTable {
  label_id: string;
  account_id: string;
  role: Role;
  hidden_fields: SharedField[];
  show_on_phones: boolean;
}

/** Who left a label, whatever grants reach them. */
export interface DeparturesTable {
  label_id: string;
  account_id: string;
  time: Generated<Date>;
}

/** Whose access a revoked grant took away. */
export interface RevocationsTable {
  label_id: string;
  account_id: string;
  time: Generated<Date>;
}

export interface LabelGroupsTable {
  label_id: string;
  account_id: string;
  origin: Origin;
  resource_name: string | null;
  display_name: string | null;
  attempt_time: Date | null;
  attempt_name: string | null;
}

export interface ContactsTable {
  id: string;
  content: Json<Content>;
  version: Defaulted<number>;
  create_time: Generated<Date>;
  update_time: Generated<Date>;
  delete_time: Date | null;
  /** The labels that went when it was put into the trash, and have it not back yet. */
  trash_label_ids: Defaulted<string[]>;
  /** The contact it was merged into, while it lies in the trash for that. */
  merged_into: string | null;
}

/** One contact that went into another; those of one act share its id. */
export interface MergesTable {
  id: string;
  survivor_id: string;
  absorbed_id: string;
  /** What the survivor said before and right after the act. */
  content_before: Json<Content>;
  content_after: Json<Content>;
  /** The labels of each before the act. */
  survivor_label_ids: string[];
  absorbed_label_ids: string[];
  account_id: string;
  via: 'API' | 'GOOGLE';
  time: Generated<Date>;
  undo_time: Date | null;
  undone_by: string | null;
}

export interface ContactKeysTable {
  contact_id: string;
  key: string;
}

/** What a contact is found by; see `searchTexts`. */
export interface ContactTextsTable {
  contact_id: string;
  field: SharedField;
  text: string;
}

/** Where a contact stands among others; see `sortKeys`. */
export interface ContactSortKeysTable {
  contact_id: string;
  fields: SharedField[];
  keys: string[];
}

export interface ContactLabelsTable {
  contact_id: string;
  label_id: string;
  add_time: Generated<Date>;
}

/**
 * none: nothing written yet; unconfirmed: a create was sent and its answer is
 * not known; present: it stands there; gone: a deletion mark was seen.
 */
export type Presence = 'none' | 'unconfirmed' | 'present' | 'gone';

/** What is known of the picture of one contact at Google. */
export interface CopyPhoto {
  /** CONTACT source id of the contact that was looked at. */
  readonly source: string;
  /** Address of its own picture; null: it has none but the generated one. */
  readonly url: string | null;
  /** The source's etag when the picture was looked at. */
  readonly etag: string;
  /** The photo that stands there; null: none. */
  readonly hash: string | null;
  /** Whether the bytes were fetched since it was put there. */
  readonly seen: boolean;
}

export interface CopiesTable {
  contact_id: string;
  account_id: string;
  marker: string;
  origin: Origin;
  presence: Defaulted<Presence>;
  source_id: string | null;
  resource_name: string | null;
  etag: string | null;
  /** The etag under which what stands there was read and found to be what the row says. */
  read_etag: string | null;
  update_time: Date | null;
  base: NullableJson<Content>;
  base_label_ids: Defaulted<string[]>;
  /** What a linked copy has beyond the share; null: it is not linked. */
  own: NullableJson<Content>;
  /** What the own contact and the share both had when they were linked. */
  found: NullableJson<Content>;
  /** Whether it was put into My Contacts; null: not by us. */
  on_phones: boolean | null;
  observed: NullableJson<Content>;
  observed_label_ids: Defaulted<string[]>;
  sent: NullableJson<Content>;
  /** The picture that stands there; null: nobody looked yet. */
  photo: NullableJson<CopyPhoto>;
  /** How often in a row it could not be fetched, and when to try again. */
  photo_tries: Defaulted<number>;
  photo_retry_time: Date | null;
  /** It lacks nothing but its photo. */
  photo_owed: Defaulted<boolean>;
  attempt_time: Date | null;
  delivered_version: Defaulted<number>;
  /** What was hidden in that version. */
  delivered_hidden: Defaulted<SharedField[]>;
  delivery_time: Date | null;
  hold: string | null;
  /** How its account rewrote its fields lately. */
  trails: NullableJson<Trails>;
  /** Fields another program keeps rewriting, and when the first pause ends. */
  pauses: NullableJson<Pauses>;
  pause_until: Date | null;
  /** When its account deleted it without the right to remove it. */
  removal_times: Defaulted<Date[]>;
  /** Deleted so often that it stays away until it is asked for. */
  away: Defaulted<boolean>;
  /** The account's lists when its deletion was confirmed. */
  gone_list: number | null;
  /** From which labels it might remove it then. */
  gone_label_ids: string[] | null;
  detaching: unknown;
  /** The contact whose copy said all that this one did and changed when it went. */
  survivor_id: string | null;
  /** The account's lists when a label of the copy was found deleted there, or it was withdrawn. */
  lost_list: number | null;
  /** Runs in which it was not found by name, since a complete list lacked it. */
  absences: Defaulted<number>;
  marks: Defaulted<number>;
  settled: Defaulted<number>;
  /** `marks > settled`, kept by the database. */
  due: GeneratedAlways<boolean>;
  /** Since when it is due, or was last; kept by the database. Null: from before that was kept. */
  due_time: Generated<Date | null>;
}

export interface PhotosTable {
  /** SHA-256 of the bytes, hexadecimal. */
  hash: string;
  media_type: string;
  bytes: string;
  size: number;
  /** When somebody last stored or looked at it. */
  use_time: Generated<Date>;
}

export interface PhotoEchoesTable {
  seen: string;
  hash: string;
}

export interface OwnKeysTable {
  account_id: string;
  source_id: string;
  resource_name: string;
  key: string;
  /** The account's lists when its deletion was seen; null: it stands. */
  gone_list: number | null;
  /** The account's lists when it showed last; null: from before that was kept. */
  seen_list: Generated<number | null>;
}

export interface HeldArrivalsTable {
  account_id: string;
  source_id: string;
  resource_name: string;
  label_id: string;
  hold: string;
}

export interface RevisionsTable {
  id: Generated<number>;
  contact_id: string;
  version: number;
  time: Generated<Date>;
  account_id: string | null;
  via: 'API' | 'GOOGLE';
  kind: string;
  changes: Json<readonly FieldChange[]>;
  labels_added: Defaulted<string[]>;
  labels_removed: Defaulted<string[]>;
  /** Whose suggestion the account took up. */
  author_id: string | null;
  /** Who let a removal through that was held. */
  decided_by: string | null;
  /** When it was done in Google; null: at `time`, through our own doors. */
  edit_time: Date | null;
  /** Revisions of one act share it. */
  act_id: string | null;
  /** The revision of the same contact that this one took back. */
  undoes: number | null;
}

/** A label that was brought back to a time, in one act; its id is the act's. */
export interface LabelRestoresTable {
  id: string;
  label_id: string;
  account_id: string;
  /** Null: it undid another. */
  past: Date | null;
  time: Generated<Date>;
}

export type SuggestionState = 'OPEN' | 'ACCEPTED' | 'REJECTED' | 'WITHDRAWN';

/**
 * edit: of a contact's fields. add: of a label to a contact, or to a contact of
 * the author's own, which `source_id` names.
 */
export interface SuggestionsTable {
  id: string;
  kind: 'edit' | 'add';
  state: Defaulted<SuggestionState>;
  account_id: string;
  via: 'API' | 'GOOGLE';
  contact_id: string | null;
  label_id: string | null;
  source_id: string | null;
  resource_name: string | null;
  changes: Json<readonly FieldChange[]>;
  /** Fields that were hidden from its author when they wrote into them. */
  blind_fields: Defaulted<SharedField[]>;
  version: Defaulted<number>;
  create_time: Generated<Date>;
  update_time: Generated<Date>;
  decided_by: string | null;
  /** The contact it was made of, where that one was merged into another since. */
  merged_from: string | null;
}

export type DuplicateState = 'OPEN' | 'ACCEPTED' | 'REJECTED';

/** Two contacts that may be one person; a pair is here once, whatever became of it. */
export interface DuplicatesTable {
  id: string;
  state: Defaulted<DuplicateState>;
  /** The one that was there first: it lives on. */
  contact_id: string;
  other_id: string;
  /** Codes alone: what they stand on is read through the eyes of who looks. */
  reasons: DuplicateReason[];
  /** Of a search: codes and weights. Null: one of the two was proposed as it arrived. */
  evidence: NullableJson<FoundEvidence>;
  create_time: Generated<Date>;
  update_time: Generated<Date>;
  decided_by: string | null;
}

/** A shared contact that may be the person of an own contact, of which only ids are known. */
export interface OwnDuplicatesTable {
  id: string;
  state: Defaulted<DuplicateState>;
  account_id: string;
  contact_id: string;
  source_id: string;
  resource_name: string;
  reasons: DuplicateReason[];
  /** It was accepted, and is not carried out to its end. */
  link_due: Defaulted<boolean>;
  create_time: Generated<Date>;
  update_time: Generated<Date>;
}

export interface PendingRemovalsTable {
  id: string;
  label_id: string;
  contact_id: string;
  account_id: string;
  via: 'API' | 'GOOGLE';
  create_time: Generated<Date>;
}

export type CommentVisibility = 'PRIVATE' | 'PUBLIC';

export interface CommentsTable {
  id: string;
  /** Rises within a contact; a private comment that is published gets another. */
  position: Generated<number>;
  /** Of which it was said; it shows where that one lives on. */
  contact_id: string;
  account_id: string;
  visibility: CommentVisibility;
  text: string;
  version: Defaulted<number>;
  create_time: Generated<Date>;
  update_time: Generated<Date>;
}

export interface CommentMentionsTable {
  comment_id: string;
  account_id: string;
}

/** Up to where an account has read what was said of a contact. */
export interface CommentReadsTable {
  account_id: string;
  contact_id: string;
  position: number;
}

export interface NoticesTable {
  id: Generated<number>;
  account_id: string;
  kind: NoticeKind;
  /** What it is about: while one is open, another of the same joins it. */
  about: string;
  label_id: string | null;
  comment_id: string | null;
  suggestion_id: string | null;
  /** Whose act it tells of; null: several people’s, or nobody’s. */
  actor_id: string | null;
  /** The field that is paused; null: it tells of none. */
  field: SharedField | null;
  count: Defaulted<number>;
  create_time: Generated<Date>;
  read_time: Date | null;
  open: Defaulted<boolean>;
  /** When to see next whether it is to be mailed; null: that is settled. */
  mail_look_time: Generated<Date | null>;
  mail_id: string | null;
}

/** What an account said about its notices; what is absent is as for everybody. */
export interface NoticeSettingsTable {
  account_id: string;
  language: string | null;
  digest_hour: number | null;
  mail: Json<Partial<Record<NoticeKind, MailMode>>>;
}

/** SENT, or why not: the receiver is refused, nothing is left to say, too late. */
export type MailEnd = 'SENT' | 'REFUSED' | 'EMPTY' | 'LATE';

/** A mail that is under way, or how it ended. Its id is in its Message-ID. */
export interface MailsTable {
  id: string;
  account_id: string;
  create_time: Generated<Date>;
  attempts: Defaulted<number>;
  /** When to try next; null: it ended. */
  next_time: Generated<Date | null>;
  end_kind: MailEnd | null;
}

/** The version of a contact whose last copy was measured. */
export interface DeliveredVersionsTable {
  contact_id: string;
  version: number;
}

export interface FormerCopiesTable {
  account_id: string;
  source_id: string;
  contact_id: string;
  /** When it went to Google's trash; null: it did not, or long ago. */
  delete_time: Date | null;
  /** Where it stands, an ordinary contact; null: it went. */
  resource_name: string | null;
  marker: string | null;
  origin: Defaulted<Origin>;
  /** What stood there last, as it was shared. */
  base: NullableJson<Content>;
  /** What a linked one had where the share stands over it. */
  found: NullableJson<Content>;
  on_phones: boolean | null;
  /** Where one stands that the service is still to delete. */
  deletion_name: Defaulted<string | null>;
  /** Looks in a row at which its picture could not be fetched. */
  photo_tries: Defaulted<number>;
  /** When that is tried again. */
  photo_retry_time: Defaulted<Date | null>;
}

/** A create that its caller gave an id. */
export interface CreateRequestsTable {
  account_id: string;
  request_id: string;
  /** A keyed hash of what was asked. */
  print: string;
  /** Null until the transaction that creates ends. */
  created_id: string | null;
  create_time: Generated<Date>;
}

/** What came of a search for duplicates. */
export interface SearchResult {
  /** Contacts that were looked through. */
  readonly contacts: number;
  /** Proposals that its caller is shown. */
  readonly duplicates: number;
  /** Pairs beyond the strongest that were proposed: another search finds them. */
  readonly duplicatesLeft?: number;
  /** What it is about, as long as it is under way. */
  readonly progress?: SearchProgress;
}

export interface SearchProgress {
  readonly step: 'READING' | 'COMPARING' | 'PROPOSING';
  /** Contacts, or of the last step pairs… */
  readonly done: number;
  /** …of so many; while they are read nobody counts them. */
  readonly total?: number;
}

/** What came of work upon many contacts, so far. */
export interface ActResult {
  readonly changed: number;
  /** How many were left as they are, and the first of them. */
  readonly leftCount: number;
  readonly left: readonly {
    readonly contactId: string;
    readonly reason: LeftReason;
  }[];
}

/** Which faults are to be repaired: of one code, or some. */
export type RepairRequest =
  | {readonly code: QualityCode}
  | {
      readonly findings: readonly {
        readonly contactId: string;
        readonly print: string;
      }[];
    };

/** Long work of an account. */
export interface OperationsTable {
  id: string;
  kind: Defaulted<OperationKind>;
  account_id: string;
  /** Null: all that the account sees. */
  label_id: string | null;
  /** Whether the whole file is here. */
  begun: Defaulted<boolean>;
  cancelled: Defaulted<boolean>;
  /** Of an import of a table: in which the file is, by the WHATWG's name. */
  charset: string | null;
  /** A google.rpc.Code, where it ended early. */
  error: string | null;
  result: NullableJson<SearchResult | ActResult>;
  request: NullableJson<RepairRequest>;
  /** How far it got; of a search, whether contacts came that it has not read. */
  position: string | null;
  /** The operation that it takes back. */
  undoes: string | null;
  create_time: Generated<Date>;
  end_time: Date | null;
}

export type ImportRowState =
  'WAITING' | 'CREATED' | 'MERGED' | 'UNCHANGED' | 'REJECTED' | 'CANCELLED';

/** A row of a file that is imported. */
export interface ImportRowsTable {
  operation_id: string;
  number: number;
  line: number;
  state: ImportRowState;
  /** Until it is settled. */
  content: Content | null;
  refusal: Json<RowRefusal> | null;
  /**
   * Of one that was joined, by which field it surely was that contact; of one that
   * the release before refused, why, in English.
   */
  reason: string | null;
  /** Of one that the release before refused: the column, where it was one. */
  place: number | null;
  /** What is left out of it; null: nothing. */
  remarks: readonly RowRemark[] | null;
  contact_id: string | null;
  /** Where it was joined: the contact that went into that one. */
  absorbed_id: string | null;
}

/** Calls of an account that makes many in one minute since 1970. */
export interface CallCountsTable {
  account_id: string;
  minute: number;
  calls: number;
}

/** Whether a member wants a label's contacts on their phone, whatever its grants say. */
export interface PhoneChoicesTable {
  label_id: string;
  account_id: string;
  show_on_phones: boolean;
}

/** A field that an admin or an owner defined. */
export interface AuditEventsTable {
  id: Generated<number>;
  time: Generated<Date>;
  /** Whose act it was. */
  account_id: string;
  action: string;
  /** Names of what it was done to. */
  resources: string[];
  changes: ColumnType<readonly object[], string, string>;
}

export interface CustomFieldsTable {
  id: string;
  /** Null: the workplace's. */
  label_id: string | null;
  display_name: string;
  /** `customFieldKey` of the name. */
  name_key: string;
  type: CustomFieldType;
  choices: string[];
  required: boolean;
  /** By language. */
  help_texts: ColumnType<Readonly<Record<string, string>>, string, string>;
  version: Generated<number>;
  create_time: Generated<Date>;
  update_time: Generated<Date>;
}

/** Something that some account sees changed; written by triggers alone. */
export interface ChangesTable {
  /** The transaction's, in decimal. */
  position: Generated<string>;
  id: Generated<number>;
  kind: 'access' | 'label' | 'member' | 'contact' | 'comments';
  label_id: string;
  /** Null: it is about the label. */
  contact_id: string | null;
  /** Whom alone it is for; null: all of the label. */
  account_id: string | null;
  /** Fields that changed, and nothing else; null: who sees the contact sees it. */
  fields: SharedField[] | null;
  time: Generated<Date>;
}

export interface Schema {
  settings: SettingsTable;
  accounts: AccountsTable;
  lanes: LanesTable;
  quota_limits: QuotaLimitsTable;
  directory_users: DirectoryUsersTable;
  directory_groups: DirectoryGroupsTable;
  directory_members: DirectoryMembersTable;
  labels: LabelsTable;
  grants: GrantsTable;
  collaborators: CollaboratorsTable;
  departures: DeparturesTable;
  revocations: RevocationsTable;
  label_groups: LabelGroupsTable;
  contacts: ContactsTable;
  merges: MergesTable;
  contact_keys: ContactKeysTable;
  contact_texts: ContactTextsTable;
  contact_sort_keys: ContactSortKeysTable;
  contact_labels: ContactLabelsTable;
  copies: CopiesTable;
  photos: PhotosTable;
  photo_echoes: PhotoEchoesTable;
  own_keys: OwnKeysTable;
  held_arrivals: HeldArrivalsTable;
  revisions: RevisionsTable;
  label_restores: LabelRestoresTable;
  delivered_versions: DeliveredVersionsTable;
  former_copies: FormerCopiesTable;
  suggestions: SuggestionsTable;
  duplicates: DuplicatesTable;
  own_duplicates: OwnDuplicatesTable;
  pending_removals: PendingRemovalsTable;
  comments: CommentsTable;
  comment_mentions: CommentMentionsTable;
  comment_reads: CommentReadsTable;
  notices: NoticesTable;
  notice_settings: NoticeSettingsTable;
  mails: MailsTable;
  create_requests: CreateRequestsTable;
  operations: OperationsTable;
  import_rows: ImportRowsTable;
  call_counts: CallCountsTable;
  phone_choices: PhoneChoicesTable;
  custom_fields: CustomFieldsTable;
  changes: ChangesTable;
  audit_events: AuditEventsTable;
}
