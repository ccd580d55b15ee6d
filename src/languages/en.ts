import type {DeliveryReason} from '../../server/contract/delivery.ts';
import type {PersonField} from '../../server/contract/person.ts';
import type {Role} from '../../server/contract/role.ts';
import type * as z from 'zod/mini';
import type {Fault} from '../language.ts';

/** As both languages have it. */
export const grouped = (many: number) => many.toLocaleString('en');

const count = (many: number, one: string, more: string) =>
  `${grouped(many)} ${many === 1 ? one : more}`;

const roles: Readonly<Record<Role, string>> = {
  viewer: 'View only',
  editor: 'Editor',
  remover: 'Can delete',
  manager: 'Manager',
  owner: 'Owner',
};

const fields: Readonly<Record<PersonField, string>> = {
  names: 'Name',
  nicknames: 'Nickname',
  organizations: 'Company',
  occupations: 'Occupation',
  phoneNumbers: 'Phone',
  emailAddresses: 'Email',
  addresses: 'Address',
  biographies: 'Notes',
  birthdays: 'Birthday',
  events: 'Event',
  relations: 'Related person',
  urls: 'Website',
  imClients: 'Chat',
  sipAddresses: 'Internet call',
  calendarUrls: 'Calendar',
  locations: 'Location',
  interests: 'Interest',
  genders: 'Gender',
  locales: 'Language',
  externalIds: 'ID',
  miscKeywords: 'Keyword',
  userDefined: 'Custom field',
  photos: 'Photo',
};

/** What a type of Google's is called; a person's own words stay as they are. */
const types: Readonly<Record<string, string>> = {
  home: 'Home',
  work: 'Work',
  mobile: 'Mobile',
  main: 'Main',
  homeFax: 'Home fax',
  workFax: 'Work fax',
  pager: 'Pager',
  school: 'School',
  other: 'Other',
};

const parts: Readonly<Record<string, string>> = {
  type: 'Type',
  value: 'Value',
  key: 'Label',
  honorificPrefix: 'Prefix',
  givenName: 'First name',
  middleName: 'Middle name',
  familyName: 'Last name',
  honorificSuffix: 'Suffix',
  phoneticHonorificPrefix: 'Phonetic prefix',
  phoneticGivenName: 'Phonetic first name',
  phoneticMiddleName: 'Phonetic middle name',
  phoneticFamilyName: 'Phonetic last name',
  phoneticHonorificSuffix: 'Phonetic suffix',
  phoneticFullName: 'Phonetic name',
  name: 'Company',
  phoneticName: 'Phonetic company',
  department: 'Department',
  title: 'Job title',
  jobDescription: 'Job description',
  symbol: 'Stock symbol',
  domain: 'Domain',
  location: 'Place',
  costCenter: 'Cost center',
  current: 'Current',
  startDate: 'Start date',
  endDate: 'End date',
  date: 'Date',
  text: 'Date in words',
  streetAddress: 'Street',
  extendedAddress: 'Apartment, building',
  poBox: 'PO box',
  city: 'City',
  region: 'State or province',
  postalCode: 'Postal code',
  country: 'Country',
  countryCode: 'Country code',
  formattedValue: 'Whole address',
  displayName: 'Display name',
  addressMeAs: 'Address as',
  username: 'User name',
  protocol: 'Service',
  person: 'Name',
  url: 'Address',
  buildingId: 'Building',
  deskCode: 'Desk',
  floor: 'Floor',
  floorSection: 'Section',
};

const reasons: Readonly<Record<z.output<typeof DeliveryReason>, string>> = {
  QUOTA: 'Google asks to wait',
  PERMISSION_LOST: 'permission was withdrawn',
  SUSPENDED: 'account is suspended',
  FULL: 'no room for more contacts',
  HELD: 'held for a decision',
  REMOVED_BY_MEMBER: 'removed by the person',
  PAUSED: 'sync is paused',
  SYNCING: 'on the way',
};

const faults: Readonly<
  Record<Fault, {readonly title: string; readonly what: string}>
> = {
  CONSENT: {
    title: 'Allow Shared Contacts',
    what: 'Google needs your permission before contacts can be shown here.',
  },
  NOT_SET_UP: {
    title: 'Not set up yet',
    what: 'This add-on does not know its service. Ask your administrator to finish the setup.',
  },
  UNREACHABLE: {
    title: 'No answer',
    what: 'The service did not answer in time. If you changed something, check whether it was saved before you try again.',
  },
  SIGN_IN: {
    title: 'Not signed in',
    what: 'The service could not tell who you are. Try again; if it stays so, ask your administrator.',
  },
  NO_ACCOUNT: {
    title: 'No account yet',
    what: 'You have no account in Shared Contacts. Ask a colleague to share a label with you, or your administrator to add you.',
  },
  INVITED: {
    title: 'You are invited',
    what: 'Open the link in your invitation and allow access to your contacts. Then try again.',
  },
  SUSPENDED: {
    title: 'Account suspended',
    what: 'Ask your administrator to reactivate your account.',
  },
  DELETED: {
    title: 'Account deleted',
    what: 'Ask your administrator to add you again.',
  },
  NOT_ALLOWED: {
    title: 'Not allowed',
    what: 'Your role does not allow this. Ask whoever shares the label.',
  },
  NO_OTHERS: {
    title: 'Not allowed yet',
    what: 'Shared Contacts may not see whom you wrote to. Ask your administrator to allow Other contacts. Everything else works without it.',
  },
  NOT_FOUND: {
    title: 'Not there any more',
    what: 'It was removed, or is no longer shared with you.',
  },
  GUARDED: {
    title: 'Not undone',
    what: 'You removed many within an hour. Remove this one from its label: a manager decides about it.',
  },
  CHANGED: {
    title: 'Changed meanwhile',
    what: 'Somebody changed it at the same time. Check how it is now, then try again.',
  },
  BUSY: {
    title: 'Too busy',
    what: 'There were too many requests. Wait a minute, then try again.',
  },
  REFUSED: {
    title: 'Not accepted',
    what: 'Something you entered cannot be used. Change it and try again.',
  },
  BROKEN: {
    title: 'Something went wrong',
    what: 'The service could not do this. Try again; if it stays so, tell your administrator.',
  },
  OUTDATED: {
    title: 'Open it again',
    what: 'The add-on has a new version. Start again from here.',
  },
};

const kinds = {
  create: 'added it',
  edit: 'changed it',
  suggestion: 'accepted a suggestion',
  labels: 'changed its labels',
  trash: 'removed it',
  restored: 'restored it',
  undone: 'undid a change',
  merged: 'merged it',
  unmerged: 'took a merge back',
  lost: 'lost to a later change',
  withdrawn: 'typed last before access ended',
};

/** @param description the service's, in English; @param hint how to type it; @param path of the field, `[]` for an index */
type Violation = (
  field: string,
  description: string,
  hint?: string,
  path?: string,
) => string;

const violation: Violation = (field, description, hint = description) =>
  field === '' ? description : `${field}: ${hint}`;

export const language = {
  /** BCP 47, without a region. */
  code: 'en',
  comma: ', ',
  roles,
  fields,
  types,
  parts,
  faults,
  tryAgain: 'Try again',
  giveConsent: 'Allow',
  undo: 'Undo',
  undone: 'Undone.',
  refresh: 'Refresh',
  nextPage: 'Show more',
  more: (many: number) => `And ${many} more`,
  violation,
  /** Parts of a name, in the order in which they are asked for. */
  nameParts: ['givenName', 'familyName'],
  addressParts: ['streetAddress', 'city', 'region', 'postalCode', 'country'],
  /** In one line. @param part a part's text, empty where there is none */
  address: (part: (name: string) => string): string =>
    [
      'poBox',
      'extendedAddress',
      'streetAddress',
      'city',
      'region',
      'postalCode',
      'country',
    ]
      .map(part)
      .filter(text => text !== '')
      .join(', '),
  /** As it is dialled within the reader's country; undefined elsewhere. @param number E.164 */
  nationalPhone(number: string, locale: string): string | undefined {
    const [, area, office, line] = /-(?:US|CA)$/i.test(locale)
      ? (/^\+1(\d{3})(\d{3})(\d{4})$/.exec(number) ?? [])
      : [];
    return area === undefined ? undefined : `(${area}) ${office}-${line}`;
  },
  via: {API: 'in Shared Contacts', GOOGLE: 'in Google Contacts'},
  home: {
    title: 'Shared Contacts',
    open: 'Open home',
    labels: 'My labels',
    recent: 'Recently changed',
    contacts: (many: number) => count(many, 'contact', 'contacts'),
    noLabels:
      'Nobody has shared a label with you yet. Create one, or ask a colleague to share theirs.',
    search: 'Search contacts',
    searchHint: 'Name, company, phone or email',
    find: 'Search',
    nothingFound: 'Nothing found. Try fewer or shorter words.',
    waiting: (many: number) =>
      `${count(many, 'request waits', 'requests wait')} for you`,
    neverSynced: 'Not synced yet',
    synced: (time: string) => `Synced ${time}`,
    pending: (many: number) => `${count(many, 'change', 'changes')} on the way`,
    syncNow: 'Sync now',
    syncDone: 'Synced.',
    syncing:
      'Syncing takes longer than usual and continues. Refresh in a minute.',
    paused: 'Sync is paused: your contacts do not change.',
    resume: 'Resume sync',
    resumed: 'Sync resumed.',
    lost: 'Access to your contacts was withdrawn. Ask your administrator, or accept your invitation again.',
  },
  message: {
    unknown: 'Not in shared contacts',
    offer: 'Nobody shares this person with you yet.',
    add: 'Add to a label',
    signature:
      'The signature may hold a phone number and a title. It is read only when you ask, and nothing is saved until you do.',
    readSignature: 'Read the signature',
    noBody:
      'The message could not be read. Allow access to it, or fill in the form yourself.',
    onlyYou: 'Nobody but you is named in this message.',
    noGuests: 'Nobody else is invited to this event.',
    hiddenGuests: 'The guest list of this event is hidden from you.',
    rest: (many: number) => `${count(many, 'more person', 'more people')}`,
  },
  contact: {
    noName: 'No name',
    label: 'a label',
    me: 'You',
    edit: 'Edit contact',
    suggest: 'Suggest a change',
    comment: 'Comment',
    call: 'Call',
    mail: 'Write an email',
    map: 'Show on map',
    also: 'Same address',
    labels: 'Labels',
    sharedBy: (who: string) => `shared by ${who}`,
    takeOff: (label: string) => `Remove from ${label}`,
    takenOff: 'Removed from the label.',
    held: 'Many were removed within an hour: a manager decides about this one.',
    addLabel: 'Add a label',
    putOn: 'Label added.',
    onlyView: 'You can view this contact and suggest changes.',
    onlyEdit:
      'You can edit this contact, but not remove it or add further labels.',
    onlyRemove: 'Adding further labels needs the role Manager.',
    ask: (who: string) => ` To do more, ask ${who}.`,
    comments: 'Comments',
    noComments: 'No comments yet.',
    details: 'Details',
    history: 'Show history',
    historyTitle: 'History',
    changed: 'Last changed',
  },
  form: {
    edit: {title: 'Edit contact', save: 'Save', done: 'Saved.'},
    suggest: {
      title: 'Suggest a change',
      save: 'Suggest',
      done: 'Suggested. Somebody who may edit decides.',
    },
    create: {title: 'Add contact', save: 'Add contact', done: 'Added.'},
    joined: 'Merged into a contact that was there.',
    label: 'Label',
    remove: 'Remove',
    more: 'Another field',
    add: 'Add field',
    dateHint: 'Write 1990-05-23, or 05-23 without a year',
    wrong: {
      required: 'Has to be filled in',
      number: 'Digits, and a point before decimals: 1234.5',
      date: 'A day such as 2026-01-31',
      url: 'An address that begins with https://',
    },
    nothing: 'There is nothing to save yet.',
    sent: 'It was added already, as you had typed it before. Search for it to change it.',
    tooMuch:
      'This does not fit here. Save what you have, or edit it in Google Contacts.',
  },
  repair: {
    title: 'To check',
    act: 'Repair',
    done: 'Repaired.',
    reasons: {
      MISSING: 'Required, and empty',
      SEVERAL: 'Stands there more than once',
      NOT_A_NUMBER: 'Not a number',
      NOT_A_DATE: 'Not a day',
      NOT_A_CHOICE: 'None of the choices',
      NOT_A_URL: 'Not a web address',
    },
  },
  history: {
    kinds,
    act: (who: string, what: string) => `${who} ${what}`,
    somebody: 'Somebody',
    restore: 'Restore',
    restored: 'Restored.',
    none: 'No changes yet.',
    onlyView: 'Restoring needs the role Editor.',
  },
  comments: {
    visibility: {PRIVATE: 'Only you', PUBLIC: 'Everybody with this contact'},
    text: 'Comment',
    mentions: 'Mention people',
    mentionsHint: 'Addresses, separated by commas',
    onlyPrivate:
      'Your comments here are private. Public ones need the role Editor.',
    add: 'Add comment',
    added: 'Comment added.',
    delete: 'Delete comment',
    deleted: 'Comment deleted.',
  },
  label: {
    contacts: 'Contacts',
    empty: 'No contacts yet.',
    onlyView: 'Adding contacts needs the role Editor.',
    add: 'Add contact',
    people: 'Show people',
    leave: 'Leave label',
    leaveHint: 'When you leave, its contacts leave your account.',
    left: 'You left the label. Its contacts leave your account. You can come back from the trash.',
    name: 'Name',
    region: 'Country of phone numbers, such as JP',
    changed: 'Changed for everybody.',
    transfer: 'Transfer label',
    transferHint: 'Give the label to another owner. You stay manager.',
    newOwner: 'Email of the new owner',
    confirmTransfer: (email: string) =>
      `${email} becomes the owner. Only they can give it back.`,
    transferred: (email: string) => `${email} owns this label now.`,
    stop: 'Stop sharing',
    stopHint: 'Delete the label for everybody.',
    keepCopies: 'Leave everybody a copy',
    confirmStop:
      'The label and its contacts leave everybody’s account. You can bring it back from the trash for 30 days.',
    confirmKeep:
      'The label is no longer shared; everybody keeps the contacts as their own. You can bring it back from the trash for 30 days.',
    stopped: 'The label is no longer shared.',
    noneHint:
      'You have no label to add this contact to. Create one, or ask for the role Editor.',
    create: 'Create label',
    created: 'Label created. Share it under “Show people”.',
  },
  share: {
    with: 'Shared with',
    nobody: 'Nobody yet.',
    share: 'Share label',
    types: {user: 'Person', group: 'Google group', domain: 'Whole domain'},
    principal: 'Email or domain',
    principalHint: 'ken@example.com, or example.com for a domain',
    role: 'Role',
    onPhones: 'Show on phones',
    hide: 'Hide these fields',
    hides: (many: number) => `hides ${count(many, 'field', 'fields')}`,
    onlyOwnerHides: 'Only the owner can hide fields.',
    onlyManagers: 'Sharing and delivery need the role Manager.',
    preview: 'Preview',
    willHappen: 'What will happen',
    reachesNobody: 'This reaches nobody new.',
    arrives: (many: number) =>
      many === 0
        ? 'Nothing new arrives'
        : `${count(many, 'contact arrives', 'contacts arrive')}`,
    doesNotFit: (many: number) => `${many} do not fit`,
    how: (create: number, join: number) =>
      `${create} new, ${join} join one that is there`,
    already: 'It is shared with them already. Change their role in the list.',
    done: 'Shared. Refresh to see what has arrived.',
    end: 'Stop sharing with them',
    ended: 'No longer shared with them.',
    delivery: 'Delivery',
    noDelivery: 'Delivery cannot be shown now. Refresh to try again.',
    moreDelivery: 'More people have this label.',
    arrived: (many: number) => `${grouped(many)} up to date`,
    waiting: (done: number, waiting: number) =>
      `${grouped(done)} up to date, ${grouped(waiting)} waiting`,
    retry: (time: string) => `again ${time}`,
    reasons,
  },
  others: {
    title: 'Other contacts',
    open: 'Search Other contacts',
    addFrom: 'Add from Other contacts',
    hint: 'People you wrote to and never saved.',
    none: 'Nobody found among the people you wrote to.',
    add: 'Add',
    check: 'Check',
    maybe: (who: string) => `May be ${who}`,
    same: 'May be the same person',
    reasons: {
      SAME_EMAIL: 'Same email',
      SAME_PHONE: 'Same phone',
      SAME_NAME: 'Same name',
      SIMILAR_NAME: 'Similar name',
    },
    sure: 'Surely the same',
    sureHint:
      'Where your role allows it, whoever is surely the same becomes one contact.',
    anyway: 'Add anyway',
  },
  settings: {
    title: 'Settings',
    open: 'Show settings',
    mail: 'Email me about',
    modes: {IMMEDIATE: 'At once', DAILY: 'Once a day', NONE: 'Never'},
    kinds: {
      MENTION: 'Mentions of me',
      HELD_REMOVAL: 'Held removals',
      SUGGESTION: 'Suggestions',
      REMOVALS: 'Removed contacts',
      PERMISSION_LOST: 'Lost access to my contacts',
      LABEL_SHARED: 'Labels shared with me',
      FIELD_PAUSED: 'Fields that a program keeps changing',
    },
    pauseHint:
      'While sync is paused, nothing in your Google Contacts changes or is passed on.',
    pause: 'Pause sync',
    paused: 'Sync is paused.',
    shown: 'Contacts are shown on your phone.',
    hidden: 'Contacts are not shown on your phone.',
    show: 'Show on phone',
    hide: 'Hide on phone',
  },
  inbox: {
    title: 'Requests',
    open: 'Show requests',
    forYou: 'Suggestions for you',
    yours: 'Your suggestions',
    news: 'News',
    markRead: 'Mark as read',
    read: 'Marked as read.',
    removals: 'Held removals',
    none: 'Nothing waits for you.',
    accept: 'Accept',
    reject: 'Reject',
    withdraw: 'Withdraw',
    approve: 'Remove',
    keep: 'Keep',
    removedBy: (who: string, time: string) =>
      `${who} removed it. It stays unless you decide by ${time}.`,
    waitsUntil: (time: string) =>
      `You removed it. It stays unless a manager agrees by ${time}.`,
    decided: {
      accept: 'Accepted.',
      reject: 'Rejected.',
      withdraw: 'Withdrawn.',
      approve: 'Removed.',
      keep: 'Kept.',
    },
  },
  trash: {
    title: 'Trash',
    open: 'Show trash',
    none: 'Nothing here that you could bring back.',
    left: 'You left it',
    rejoin: 'Rejoin',
  },
  compose: {
    insert: 'Insert contacts',
    hint: 'Pick people, then where they go.',
    picked: (many: number) => `${many} picked on other pages`,
    first: 'First page',
    everybody: 'Insert everybody in the label',
    to: 'Add to To',
    cc: 'Add to Cc',
    bcc: 'Add to Bcc',
    nobodyPicked: 'Pick at least one person.',
    allThere: 'They are all in the draft already.',
    noneOnPage: 'Nobody on this page has an email address.',
    noAddresses: 'Nobody here has an email address.',
    tooMany: (max: number) =>
      `These are too many: Gmail sends to ${max} at once. Pick some.`,
  },
};
