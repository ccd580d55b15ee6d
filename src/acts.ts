/**
 * Everything a person can set off in a card, with the parameters each needs:
 * `name` has to be there, `name?` may. `actions.ts` has a handler for each;
 * parameters travel as text through the host, and are checked when they return.
 * Those that name something of the service hold its name: `contacts/…`. An `id`
 * is its form's: what is sent again from there is made once.
 */
export const ACTS = {
  showHome: [],
  showLabels: ['pageToken?'],
  search: ['query?', 'pageToken?'],
  syncNow: [],
  showSettings: [],
  saveSettings: [],
  pause: [],
  resume: ['back?'],
  showInbox: [],
  markRead: ['notices'],
  decide: ['suggestion', 'etag', 'verdict'],
  decideRemoval: ['removal', 'verdict', 'contact', 'label'],
  showTrash: [],
  bringBack: ['name', 'verb'],

  showOthers: ['label?', 'query?', 'pageToken?'],
  showOther: ['other', 'place'],
  addOther: ['other', 'place', 'checked?'],

  openMessage: [],
  openEvent: [],
  showPerson: ['email', 'name?'],
  addPerson: ['email', 'name?'],
  readSignature: ['email', 'name?'],

  showContact: ['contact'],
  showMore: ['contact', 'of', 'from?'],
  editContact: ['contact'],
  newContact: ['label'],
  addField: ['form'],
  saveForm: ['form'],
  pickLabel: ['contact'],
  putOn: ['contact'],
  takeOff: ['contact', 'label'],
  repair: ['contact'],
  showHistory: ['contact'],
  showDelivery: ['contact', 'again?'],
  restore: ['contact', 'revision'],
  showComments: ['contact', 'pageToken?'],
  showComment: ['contact', 'comment', 'id', 'pageToken?'],
  addComment: ['contact', 'id'],
  deleteComment: ['contact', 'comment', 'id', 'pageToken?'],

  showLabel: ['label', 'pageToken?'],
  newLabel: [],
  createLabel: ['id'],
  labelSettings: ['label'],
  saveLabel: ['label'],
  transfer: ['label'],
  transferNow: ['label', 'email'],
  stopSharing: ['label'],
  stopNow: ['label', 'keepCopies?'],
  leave: ['label'],
  choosePhones: ['label', 'show?'],

  showPeople: ['label', 'pageToken?'],
  refreshPeople: ['label'],
  shareForm: ['label'],
  previewShare: ['label'],
  share: ['label'],
  grantForm: ['grant'],
  saveGrant: ['grant', 'etag'],
  endGrant: ['grant'],

  openCompose: [],
  composeLabels: ['pageToken?'],
  composeLabel: ['label', 'pageToken?', 'picked?'],
  insert: ['field', 'picked?'],
  insertAll: ['label', 'field'],

  undo: ['call', 'back'],
} as const satisfies Table;

/** What inputs ask while somebody types. The host sends what is typed in the input of the card. */
export const SUGGESTS = {
  suggestContacts: [],
  suggestPeople: ['contact'],
} as const satisfies Table;

type Table = Readonly<Record<string, readonly string[]>>;

type Parameters<Names extends string> = {
  readonly [Name in Names as Name extends `${string}?` ? never : Name]: string;
} & {
  readonly [Name in Names as Name extends `${infer Bare}?` ? Bare : never]?:
    string | undefined;
};

export type ActName = keyof typeof ACTS;
export type ActParameters<Name extends ActName> = Parameters<
  (typeof ACTS)[Name][number]
>;

export type SuggestName = keyof typeof SUGGESTS;
export type SuggestParameters<Name extends SuggestName> = Parameters<
  (typeof SUGGESTS)[Name][number]
>;
