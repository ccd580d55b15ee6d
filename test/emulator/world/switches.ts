/** Behaviours the notes mark unknown or that a test wants otherwise; both sides work. */

export interface Switches {
  /** Lists and deltas see a write this much later. Live tests measured 5 to 15 s (people-api §7). */
  feedDelayMs: number;
  /** A full list lags like the delta; off, it reads what direct reads see. */
  fullListLags: boolean;
  /** Chance that a direct read soon after a write still shows the state before it. */
  staleReadChance: number;
  staleReadWindowMs: number;
  /** Items of a field, and people of a page, come in another order each time. */
  shuffle: boolean;
  /** How long an answer takes, by the caller's clock. */
  readLatencyMs: number;
  writeLatencyMs: number;
  /** Whether `pageSize` belongs to the parameters a sync token is bound to. */
  tokenBindsPageSize: boolean;
  /** `fullSync`: 7 days from the full sync; `eachToken`: every delta starts them again. */
  syncTokenClock: 'fullSync' | 'eachToken';
  syncTokenLifeMs: number;
  /** `status` of an expired sync token; captures disagree. */
  expiredSyncTokenStatus: 'FAILED_PRECONDITION' | 'INVALID_ARGUMENT';
  /** Off: a mark of deletion shows even when the mask lacks `metadata`. */
  tombstonesNeedMetadataMask: boolean;
  /** A write that changes nothing still advances the etag and shows in the delta. */
  noopAdvancesEtag: boolean;
  /** createContact takes `memberships`; captures say so, one writer says 400. */
  createWithMemberships: 'honoured' | 'refused';
  /** batchDelete with an unknown name: nothing deleted and 404, or the rest deleted. */
  batchDeleteUnknown: 'notFound' | 'ignored';
  /** updating a group with an etag that is not current. */
  staleGroupEtag: 'refused' | 'ignored';
  /** Label names compare trimmed and without case. */
  labelNamesFold: boolean;
  /** A label may not be called as a system group. */
  systemNamesTaken: boolean;
  /** Group clientData was silently dropped in 2021. */
  groupClientDataStored: boolean;
  /** Contacts per account, the trash included. */
  contactsMax: number;
  /** `status` of the overflow error; only its words were seen. */
  overflowStatus: 'FAILED_PRECONDITION' | 'RESOURCE_EXHAUSTED';
  /** Labels per account and characters of a name; 0 for no limit: none is published. */
  labelsMax: number;
  labelNameLengthMax: number;
  /** Bytes of a photo; 0 for no limit: none is published. */
  photoBytesMax: number;
  /** Photos are kept as they come, or encoded anew: other bytes each time, the same picture. */
  photosReencoded: boolean;
  /** HTTP status of every picture that is fetched. */
  pictureStatus: number;
  /** A photo keeps its address until it changes, or has another one in every answer. */
  photoUrlsStable: boolean;
  /** `Retry-After` of 429 and 503; 0 for none, as in every capture. */
  retryAfterSeconds: number;
  /** A sync token with other parameters: 400 INVALID_ARGUMENT, or as if expired. */
  syncTokenMismatch: 'invalid' | 'expired';
  /** An edit in Google Contacts keeps `clientData`, which it does not show. */
  uiKeepsClientData: boolean;
  trashDays: number;
  /** Restored contacts keep their name, or get a new one. */
  restoreKeepsName: boolean;
  /** A deleted contact read directly: 404, or now and then the 500 that was seen. */
  deletedReads: 'notFound' | 'internal';
  /** Photo addresses on the emulator's own host (when it is asked by one), or Google's. */
  photoHost: 'emulator' | 'google';
  /** includeDerivedMembership: rows dropped, as reported in 2020. */
  derivedMembersDropEvery: number;
  derivedMembersRepeat: boolean;
  /** Renaming a user makes the old address an alias. */
  renameKeepsAlias: boolean;
  /** Per-minute buckets and 429s. */
  quotas: boolean;
  quotaLimits: QuotaLimits;
  /** A refusal for two writes of one user at once: nothing, or 503 for the second. */
  parallelWrites: 'recorded' | 'refused';
  /** The same read again within this time is recorded as a violation; 0 for never. */
  rereadWindowMs: number;
  /** contacts.search sees a contact this long after it was written, once warmed up. */
  searchDelayMs: number;
  accessTokenSeconds: number;
  /** A token by delegation for somebody whose consent was revoked; nothing says which. */
  revokedDelegation: 'unauthorizedClient' | 'accessDenied' | 'invalidGrant';
  /** Copying an other contact takes both scopes, or either. */
  copyOtherNeedsBothScopes: boolean;
  /** A former other contact cannot be deleted (404) for so long. */
  adoptedDeleteDelayMs: number;
  /** The administrator lets users see each other's profiles. */
  directorySharing: boolean;
  /** Whose `clientData` a contact merged in the UI has. */
  mergeClientData: 'all' | 'survivor' | 'none';
  /** Contacts merged away in the UI can be restored from the trash. */
  mergeFillsTrash: boolean;
  /** A phone's edit keeps `clientData`, which no phone shows. */
  phoneKeepsClientData: boolean;
  /** A person whose resource name changed also shows as deleted under the old one. */
  renameLeavesTombstone: boolean;
  /** Pages of one Directory listing must be read within this time. */
  directoryListingMsMax: number;
}

/** Per user and minute, but for the daily ones. */
export interface QuotaLimits {
  criticalReads: number;
  criticalWrites: number;
  writes: number;
  reads: number;
  photoWrites: number;
  groupReads: number;
  dailyContactWrites: number;
  fullSyncFirstPages: number;
  directoryQueries: number;
  /** Of all users together; 0 for no limit: nobody ever told one. */
  projectCriticalReads: number;
  projectCriticalWrites: number;
}

const DAY_MS = 24 * 3600 * 1000;

/** Switches that are one of several words. */
type WordSwitch = {
  [Name in keyof Switches]: Switches[Name] extends string ? Name : never;
}[keyof Switches];

export const SWITCH_WORDS: {
  readonly [Name in WordSwitch]: readonly Switches[Name][];
} = {
  syncTokenClock: ['fullSync', 'eachToken'],
  expiredSyncTokenStatus: ['FAILED_PRECONDITION', 'INVALID_ARGUMENT'],
  createWithMemberships: ['honoured', 'refused'],
  batchDeleteUnknown: ['notFound', 'ignored'],
  staleGroupEtag: ['refused', 'ignored'],
  overflowStatus: ['FAILED_PRECONDITION', 'RESOURCE_EXHAUSTED'],
  syncTokenMismatch: ['invalid', 'expired'],
  deletedReads: ['notFound', 'internal'],
  photoHost: ['emulator', 'google'],
  parallelWrites: ['recorded', 'refused'],
  revokedDelegation: ['unauthorizedClient', 'accessDenied', 'invalidGrant'],
  mergeClientData: ['all', 'survivor', 'none'],
};

export const DEFAULT_SWITCHES: Switches = {
  feedDelayMs: 5000,
  fullListLags: true,
  staleReadChance: 0,
  staleReadWindowMs: 10_000,
  shuffle: false,
  readLatencyMs: 0,
  writeLatencyMs: 1,
  tokenBindsPageSize: true,
  syncTokenClock: 'fullSync',
  syncTokenLifeMs: 7 * DAY_MS,
  expiredSyncTokenStatus: 'FAILED_PRECONDITION',
  tombstonesNeedMetadataMask: true,
  noopAdvancesEtag: true,
  createWithMemberships: 'honoured',
  batchDeleteUnknown: 'notFound',
  staleGroupEtag: 'refused',
  labelNamesFold: true,
  systemNamesTaken: true,
  groupClientDataStored: true,
  contactsMax: 25_000,
  overflowStatus: 'FAILED_PRECONDITION',
  labelsMax: 0,
  labelNameLengthMax: 0,
  photoBytesMax: 0,
  photosReencoded: false,
  pictureStatus: 200,
  photoUrlsStable: true,
  retryAfterSeconds: 0,
  syncTokenMismatch: 'invalid',
  uiKeepsClientData: true,
  trashDays: 30,
  restoreKeepsName: true,
  deletedReads: 'notFound',
  photoHost: 'emulator',
  derivedMembersDropEvery: 0,
  derivedMembersRepeat: true,
  renameKeepsAlias: true,
  quotas: false,
  quotaLimits: {
    criticalReads: 90,
    criticalWrites: 90,
    writes: 30,
    reads: 90,
    photoWrites: 50,
    groupReads: 90,
    dailyContactWrites: 100_000,
    fullSyncFirstPages: 6,
    directoryQueries: 2400,
    projectCriticalReads: 0,
    projectCriticalWrites: 0,
  },
  parallelWrites: 'recorded',
  rereadWindowMs: 2000,
  searchDelayMs: 3000,
  accessTokenSeconds: 3599,
  revokedDelegation: 'unauthorizedClient',
  copyOtherNeedsBothScopes: true,
  adoptedDeleteDelayMs: 5000,
  directorySharing: true,
  mergeClientData: 'all',
  mergeFillsTrash: false,
  phoneKeepsClientData: true,
  renameLeavesTombstone: false,
  directoryListingMsMax: 3600 * 1000,
};
