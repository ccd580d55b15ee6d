/** A service with a few people in it, answering as the contract says, and ports that reach it. */
import type {Card as Facts} from '../../../server/contract/card.ts';
import type {Contact} from '../../../server/contract/contact.ts';
import type {CustomField} from '../../../server/contract/custom-field.ts';
import type {Label} from '../../../server/contract/label.ts';
import type {Role} from '../../../server/contract/role.ts';
import type {Card} from '../../../src/card.ts';
import type {Event, Ports, Reply, Request} from '../../../src/ports.ts';
import {asJson, everyValue} from './card-rules.ts';

export const NOW = Date.parse('2026-11-23T00:30:00Z');
export const LABEL = 'labels/11111111-1111-4111-8111-111111111111';
export const OTHER_LABEL = 'labels/22222222-2222-4222-8222-222222222222';
/** One that the person left. */
export const LEFT_LABEL = 'labels/99999999-9999-4999-8999-999999999999';
export const SATO = 'contacts/33333333-3333-4333-8333-333333333333';
export const OWN = 'mei@example.com';
const KEN = '"Sato, Ken" <Ken@Sato.example>';
const TIME = '2026-11-22T08:15:00.000Z';

export const ROLES: readonly Role[] = [
  'viewer',
  'editor',
  'remover',
  'manager',
  'owner',
];

/** With markup and half a page in places where neither belongs. */
const AWKWARD = 'A & B <b>"Co"</b>';

const customField = (
  displayName: string,
  type: CustomField['type'],
  more: Partial<CustomField> = {},
): CustomField => ({
  name: `${LABEL}/customFields/88888888-8888-4888-8888-888888888888`,
  etag: 'f',
  ...{displayName, type, choices: [], required: false, helpTexts: {}},
  label: LABEL,
  ...{createTime: TIME, updateTime: TIME},
  ...more,
});

const CUSTOM_FIELDS: CustomField[] = [
  customField('No.', 'number', {
    required: true,
    helpTexts: {en: 'On the <badge>', ja: '名札にある番号'},
  }),
  customField('Signed', 'date'),
  customField('Region', 'choice', {
    choices: ['East & West', '北'],
    helpTexts: {ja: '担当地域'},
  }),
];

export const sato = (role: Role): Contact => ({
  name: SATO,
  etag: 'etag-1',
  person: {
    names: [
      {
        familyName: '佐藤',
        givenName: '健',
        phoneticFamilyName: 'さとう',
        phoneticGivenName: 'けん',
      },
    ],
    organizations: [{name: AWKWARD, title: '部長', department: '営業部'}],
    phoneNumbers: [
      {
        value: '+81 90 1234 5678',
        canonicalForm: '+819012345678',
        type: 'mobile',
      },
      {value: '03-1234-5678 ext. 9', type: 'my own word'},
    ],
    emailAddresses: [{value: 'ken@sato.example', type: 'work'}],
    addresses: [
      {
        postalCode: '100-0005',
        region: '東京都',
        city: '千代田区',
        streetAddress: '丸の内1-1',
        type: 'work',
      },
    ],
    birthdays: [{date: {month: 2, day: 29}}],
    biographies: [{value: `${AWKWARD}\n${'long '.repeat(400)}`}],
    userDefined: [{key: 'No.', value: '<42>'}],
    urls: [{value: 'https://sato.example'}],
    photos: [{url: 'https://contacts.example.com/v1/photos/abc'}],
  },
  labels: [LABEL],
  role,
  customFields: CUSTOM_FIELDS,
  customFieldProblems: [
    {
      ...{customField: CUSTOM_FIELDS[0]!.name, displayName: 'No.'},
      ...{reason: 'NOT_A_NUMBER', value: '<42>', proposal: '42'},
    },
  ],
  createTime: TIME,
  updateTime: TIME,
});

const rank = (role: Role) => ROLES.indexOf(role);

export const facts = (role: Role): Facts => ({
  contact: SATO,
  labels: [
    {name: LABEL, displayName: AWKWARD, role, sharedBy: 'aoi@example.com'},
  ],
  lastChange: {
    name: `${SATO}/revisions/7`,
    time: TIME,
    kind: 'edit',
    account: OWN,
    via: 'API',
    labelsAdded: [],
    labelsRemoved: [],
    fields: ['phoneNumbers', 'names'],
  },
  comments: [comment(1), comment(2)],
  may: {
    edit: rank(role) >= 1,
    commentPublicly: rank(role) >= 1,
    remove: rank(role) >= 2,
    share: rank(role) >= 3,
  },
});

const comment = (at: number) => ({
  name: `${SATO}/comments/4444444${at}-4444-4444-8444-444444444444`,
  etag: 'c',
  text: `Met <him> & ${at}${at === 2 ? ' and her'.repeat(100) : ''}`,
  visibility: at === 1 ? ('PRIVATE' as const) : ('PUBLIC' as const),
  author: at === 1 ? OWN : 'aoi@example.com',
  mine: at === 1,
  mentions: [],
  unread: false,
  createTime: TIME,
  updateTime: TIME,
});

const label = (role: Role, name = LABEL): Label => ({
  name,
  etag: 'l',
  displayName: name === LABEL ? AWKWARD : '取引先',
  role,
  sharedBy: 'aoi@example.com',
  contactCount: 1,
  defaultHiddenFields: ['biographies'],
  createTime: TIME,
  updateTime: TIME,
});

const grant = (at: number, role: Role) => ({
  name: `${LABEL}/grants/5555555${at}-5555-4555-8555-555555555555`,
  etag: 'g',
  principal:
    at === 3
      ? {type: 'domain' as const, domain: 'example.com'}
      : {
          type: at === 2 ? ('group' as const) : ('user' as const),
          email: `p${at}@example.com`,
        },
  role,
  hiddenFields: at === 2 ? ['biographies'] : [],
  showOnPhones: true,
  createTime: TIME,
});

const GRANTS = [
  grant(1, 'owner'),
  grant(2, 'viewer'),
  grant(3, 'editor'),
  grant(4, 'viewer'),
];

const change = {
  field: 'phoneNumbers',
  old: [{value: '03-0000-0000'}],
  new: [{value: '+81 90 1234 5678', canonicalForm: '+819012345678'}],
};

const revision = (at: number) => ({
  name: `${SATO}/revisions/${at}`,
  time: TIME,
  kind: at === 1 ? 'create' : 'edit',
  account: at % 2 === 0 ? OWN : 'aoi@example.com',
  via: at % 2 === 0 ? 'API' : 'GOOGLE',
  changes: [change],
  labelsAdded: at === 1 ? [LABEL] : [],
  labelsRemoved: [],
});

const suggestion = (at: number) => ({
  name: `suggestions/6666666${at}-6666-4666-8666-666666666666`,
  etag: 's',
  kind: 'edit',
  state: 'OPEN',
  author: at === 1 ? 'aoi@example.com' : OWN,
  via: 'API',
  contact: SATO,
  changes: [change],
  mayDecide: at === 1,
  createTime: TIME,
  updateTime: TIME,
});

const pendingRemoval = {
  name: 'pendingRemovals/77777777-7777-4777-8777-777777777777',
  label: LABEL,
  labelDisplayName: AWKWARD,
  contact: SATO,
  person: {names: [{givenName: 'Ann'}]},
  account: 'aoi@example.com',
  via: 'API',
  mayDecide: true,
  createTime: TIME,
  expireTime: '2026-11-29T08:15:00.000Z',
};

const notice = (at: number, kind: string, more: object) => ({
  name: `notices/aaaaaaa${at}-aaaa-4aaa-8aaa-aaaaaaaaaaaa`,
  kind,
  text: `Notice ${at}: <b> & “${kind}”`,
  createTime: TIME,
  count: 1,
  ...more,
});

const NOTICES = [
  notice(1, 'MENTION', {contact: SATO}),
  notice(2, 'SUGGESTION', {contact: SATO}),
  notice(3, 'REMOVALS', {label: LABEL}),
  notice(4, 'OF_TOMORROW', {}),
];

const TRASH = {
  contacts: [
    {
      name: SATO,
      person: {names: [{givenName: 'Ann'}]},
      labels: [LABEL, OTHER_LABEL],
      deleteTime: '2026-11-20T08:15:00.000Z',
    },
  ],
  labels: [
    {
      name: OTHER_LABEL,
      displayName: '旧 <取引先>',
      contactCount: 12,
      deleteTime: '2026-11-21T08:15:00.000Z',
    },
  ],
  leftLabels: [
    {
      name: LEFT_LABEL,
      displayName: 'Left & <gone>',
      leaveTime: '2026-11-19T08:15:00.000Z',
    },
  ],
};

const MAIL = {
  MENTION: 'IMMEDIATE',
  HELD_REMOVAL: 'IMMEDIATE',
  SUGGESTION: 'DAILY',
  REMOVALS: 'DAILY',
  PERMISSION_LOST: 'IMMEDIATE',
  LABEL_SHARED: 'DAILY',
  FIELD_PAUSED: 'NONE',
};

const OTHERS = [
  {
    resourceName: 'otherContacts/c1',
    displayName: '青木 綾',
    person: {
      names: [{familyName: '青木', givenName: '綾'}],
      emailAddresses: [{value: 'aya@customer.example'}],
    },
    duplicates: [],
  },
  {
    resourceName: 'otherContacts/c2',
    person: {
      emailAddresses: [{value: 'k.sato@sato.example'}],
      phoneNumbers: [{value: '+81 90 1234 5678'}],
    },
    duplicates: [
      {
        ...{contact: SATO, displayName: '佐藤 <健>', sure: true},
        ...{reasons: ['SAME_PHONE', 'OF_TOMORROW'], labels: [LABEL]},
      },
    ],
  },
];

type Service = (request: Request) => Reply;

const ok = (body: unknown): Reply => ({kind: 'answered', status: 200, body});

/** Answers of the service to somebody with this role. */
export function sampleService(role: Role): Service {
  const contact = sato(role);
  const answers: readonly (readonly [RegExp, (request: Request) => unknown])[] =
    [
      [
        /^POST contacts:lookup$/,
        ({body}) => {
          const {emails} = body as {emails: readonly string[]};
          return {
            matches: emails.map(email => ({
              email,
              contacts: email === 'ken@sato.example' ? [contact] : [],
              hasMore: false,
            })),
            cards: emails.includes('ken@sato.example') ? [facts(role)] : [],
          };
        },
      ],
      [
        /^GET contacts:recent/,
        () => ({contacts: [contact], cards: [facts(role)]}),
      ],
      [
        /^GET contacts:search/,
        () => ({contacts: [contact], nextPageToken: 'n'}),
      ],
      [/^(GET|PATCH) contacts\/[^/:]+$/, () => contact],
      [
        /^POST contacts\/[^/:]+:(undelete|restore|repairCustomFields)$/,
        () => contact,
      ],
      [
        /^GET labels\/[^/]+\/customFields$/,
        () => ({customFields: CUSTOM_FIELDS}),
      ],
      [/^POST .*\/revisions\/\d+:undo$/, () => ({contact})],
      [
        /^GET contacts\/[^/]+\/revisions$/,
        () => ({revisions: [7, 6, 5, 1].map(revision)}),
      ],
      [
        /^GET contacts\/[^/]+\/comments$/,
        () => ({
          comments: [comment(1), comment(2)],
          unreadCount: 0,
          nextPageToken: 'n',
        }),
      ],
      [/^POST contacts\/[^/]+\/comments$/, () => comment(1)],
      [/^DELETE contacts\/[^/]+\/comments\//, () => ({})],
      [/^POST contacts\/[^/]+\/suggestions$/, () => suggestion(2)],
      [
        /^GET labels$/,
        () => ({
          labels: [label(role), label(role, OTHER_LABEL)],
          nextPageToken: 'n',
        }),
      ],
      [/^POST labels$/, () => label('owner')],
      [/^(GET|PATCH) labels\/[^/:]+$/, () => label(role)],
      [
        /^POST labels\/[^/:]+:(transferOwnership|rejoin|undelete)$/,
        () => label(role),
      ],
      [/^POST labels\/[^/:]+:leave$/, () => ({})],
      [/^DELETE labels\//, () => ({})],
      [
        /^GET labels\/[^/]+\/contacts$/,
        () => ({contacts: [contact], nextPageToken: 'n'}),
      ],
      [/^POST labels\/[^/]+\/contacts$/, () => contact],
      [/^POST labels\/[^/]+\/contacts:(add|remove)$/, () => ({})],
      [/^GET labels\/[^/]+\/grants$/, () => ({grants: GRANTS})],
      [
        /^GET labels\/[^/]+\/grants\//,
        ({path}) => GRANTS.find(({name}) => path.endsWith(name)),
      ],
      [
        /^POST labels\/[^/]+\/grants\?validateOnly=true$/,
        () => ({
          accounts: [
            {email: 'p2@example.com', arrive: 3, doesNotFit: 1},
            {
              email: OWN,
              arrive: 3,
              doesNotFit: 0,
              create: 1,
              link: 1,
              merge: 1,
            },
          ],
        }),
      ],
      [/^(POST|PATCH) labels\/[^/]+\/grants/, () => grant(2, 'viewer')],
      [
        /^GET contacts\/[^/]+\/delivery$/,
        () => ({
          ...{name: SATO, etag: 'etag-1', version: 7},
          accounts: [
            {email: OWN, state: 'UP_TO_DATE', version: 7, deliverTime: TIME},
            {
              ...{email: 'p2@example.com', state: 'WAITING', version: 6},
              ...{reason: 'QUOTA', retryTime: TIME},
            },
            {
              ...{email: 'p4@example.com', state: 'AWAY'},
              reason: 'REMOVED_BY_MEMBER',
            },
          ],
        }),
      ],
      [
        /^GET labels\/[^/]+\/delivery$/,
        () => ({
          accounts: [
            {email: OWN, upToDate: 3, waiting: 0},
            {
              email: 'p2@example.com',
              upToDate: 1,
              waiting: 2,
              reason: 'QUOTA',
              retryTime: TIME,
            },
          ],
        }),
      ],
      [
        /^(GET|PATCH) labels\/[^/]+\/membership$/,
        () => ({
          name: `${LABEL}/membership`,
          role,
          showOnPhones: rank(role) < 2,
          isOwnChoice: false,
        }),
      ],
      [
        /^(GET|PATCH) accounts\/me\/noticeSettings$/,
        () => ({
          name: 'accounts/me/noticeSettings',
          language: 'en',
          digestHour: 23,
          mail: MAIL,
        }),
      ],
      [
        /^(GET|POST) accounts\/me/,
        () => ({
          email: OWN,
          state: 'ACTIVE',
          lastSyncTime: TIME,
          pendingWrites: 2,
          paused: false,
          changeCounter: 'counter-1',
        }),
      ],
      [
        /^GET otherContacts$/,
        () => ({otherContacts: OTHERS, nextPageToken: 'n'}),
      ],
      [
        /^GET suggestions$/,
        () => ({suggestions: [suggestion(1), suggestion(2)]}),
      ],
      [/^POST suggestions\//, () => suggestion(1)],
      [/^GET notices$/, () => ({notices: NOTICES, unreadCount: 3})],
      [/^POST notices:markRead$/, () => ({unreadCount: 0})],
      [/^GET trash$/, () => TRASH],
      [/^GET pendingRemovals$/, () => ({pendingRemovals: [pendingRemoval]})],
      [/^POST pendingRemovals\//, () => ({})],
    ];
  return request => {
    const {method} = request;
    const path = request.path.replace(/^\/v1\//, '');
    const plain = path.includes('validateOnly') ? path : path.split('?')[0];
    const found = answers.find(([pattern]) =>
      pattern.test(`${method} ${plain}`),
    );
    if (found === undefined) throw new Error(`No answer to ${method} ${path}`);
    return ok(found[1](request));
  };
}

export interface SampleOptions {
  readonly locale?: string;
  readonly service?: Service;
  readonly event?: Partial<Event>;
  readonly kept?: Map<string, string>;
  readonly body?: string;
  readonly hasHeaders?: boolean;
  /** Of the open message. */
  readonly from?: string;
  readonly nowMs?: () => number;
}

export interface Sample {
  readonly ports: Ports;
  /** What the service was asked, in order. */
  readonly asked: readonly Request[];
}

export function samplePorts({
  locale = 'en-US',
  service = sampleService('owner'),
  event = {},
  kept = new Map<string, string>(),
  body,
  hasHeaders = true,
  from = KEN,
  nowMs = () => NOW,
}: SampleOptions = {}): Sample {
  const asked: Request[] = [];
  const http = (request: Request) => {
    asked.push(request);
    return service(request);
  };
  return {
    asked,
    ports: {
      event: {
        locale,
        timeZone: 'Asia/Tokyo',
        inputs: {},
        ...event,
      },
      http: requests => requests.map(http),
      cache: {
        getAll: keys =>
          Object.fromEntries(
            keys.flatMap(key => {
              const text = kept.get(key);
              return text === undefined ? [] : [[key, text]];
            }),
          ),
        putAll: texts => {
          for (const [key, text] of Object.entries(texts)) kept.set(key, text);
        },
      },
      settings: {serviceUrl: 'https://contacts.example.com'},
      identityToken: () => 'token',
      consentUrl: () => undefined,
      ownAddress: () => OWN,
      messageHeaders: () =>
        hasHeaders
          ? {
              from,
              to: `Mei <${OWN}>, ${KEN}, bob@unknown.example`,
              cc: '',
            }
          : undefined,
      messageBody: () =>
        body === undefined ? {kind: 'notAllowed'} : {kind: 'text', text: body},
      now: nowMs,
      timeLeftMs: () => 25_000,
    },
  };
}

/** All that a card says, in one text. */
export function cardText(card: Card): string {
  const model = asJson(card);
  return [
    'title',
    'subtitle',
    'text',
    'topLabel',
    'bottomLabel',
    'label',
    'header',
    'actionLabel',
    'altText',
    'hintText',
    'value',
  ]
    .flatMap(name => everyValue(model, name))
    .filter(value => typeof value === 'string')
    .join('\n');
}
