/**
 * What each control call takes, in the codes of the discovery documents (discovery/shapes.ts).
 * A slip is said with its path: an argument nobody reads would be a test that tests nothing.
 */
import {findFault, parseShape} from '../discovery/shapes.ts';
import type {Schemas, Shape, ShapeFault} from '../discovery/shapes.ts';
import type {Draft} from '../types.ts';
import {DEFAULT_SWITCHES, SWITCH_WORDS} from '../world/switches.ts';
import {WorldError} from '../world/world-error.ts';

type Codes = Readonly<Record<string, string>>;

const MEMBER: Codes = {
  email: 'string',
  role: 'enum:OWNER|MANAGER|MEMBER',
  type: 'enum:USER|GROUP|CUSTOMER|EXTERNAL',
};

const USER: Codes = {
  email: 'string',
  id: 'string',
  givenName: 'string',
  familyName: 'string',
  isAdmin: 'boolean',
  suspended: 'boolean',
  aliases: '[]string',
  orgUnitPath: 'string',
  title: 'string',
  department: 'string',
  phone: 'string',
  consumer: 'boolean',
  includeInGlobalAddressList: 'boolean',
  contacts: '[]@PersonSeed',
  otherContacts: '[]@Person',
  labels: '[]string',
};

const GROUP: Codes = {
  email: 'string',
  name: 'string',
  description: 'string',
  aliases: '[]string',
  members: '[]@MemberSeed',
};

const SEEDS: Readonly<Record<string, Codes>> = {
  PersonSeed: {
    person: '@Person',
    labels: '[]string',
    starred: 'boolean',
    inMyContacts: 'boolean',
  },
  UserSeed: USER,
  MemberSeed: MEMBER,
  GroupSeed: GROUP,
  DomainSeed: {name: 'string', aliases: '[]string', verified: 'boolean'},
  OAuthClientSeed: {id: 'string', secret: 'string', redirectUris: '[]string'},
  WorldSeed: {
    customerId: 'string',
    domains: '[]@DomainSeed',
    users: '[]@UserSeed',
    groups: '[]@GroupSeed',
    domainContacts: '[]@Person',
    delegatedScopes: '[]string',
    region: 'string',
    oauthClient: '@OAuthClientSeed',
    switches: '@Switches',
  },
  LabelSeed: {user: 'string', label: 'string'},
};

const CONTACT: Codes = {user: 'string', contact: 'string'};
/** One contact, or several under either name; the acts say which they take. */
const CONTACTS: Codes = {user: 'string', contact: 'any', contacts: 'any'};
const NOTHING: Codes = {};

/** The arguments of every act. */
const ACT_ARGUMENTS: Readonly<Record<string, Codes>> = {
  reset: {world: 'any'},
  world: NOTHING,
  account: {user: 'string'},
  clock: {advanceMs: 'number'},
  settle: {user: 'string'},
  serviceAccountKey: NOTHING,
  delegate: {scopes: 'any'},
  expireTokens: {user: 'string'},
  revokeConsent: {user: 'string'},
  grantConsent: {user: 'string'},
  createContact: {
    user: 'string',
    person: '@Person',
    labels: '[]string',
    starred: 'boolean',
    inMyContacts: 'boolean',
  },
  editContact: {...CONTACT, person: '@Person'},
  labelContact: {...CONTACTS, label: 'string'},
  unlabelContact: {...CONTACTS, label: 'string'},
  starContact: {...CONTACTS, starred: 'boolean'},
  setInMyContacts: {...CONTACTS, inMyContacts: 'boolean'},
  deleteContact: CONTACTS,
  restoreContact: CONTACTS,
  emptyTrash: {user: 'string'},
  mergeContacts: {
    user: 'string',
    contacts: 'any',
    survivor: 'string',
    previousResourceNames: 'boolean',
  },
  phoneEdit: {...CONTACT, person: '@Person'},
  renameResource: CONTACT,
  setPhoto: {...CONTACT, photoBytes: 'string'},
  createOtherContact: {user: 'string', person: '@Person'},
  createLabel: {user: 'string', name: 'string'},
  renameLabel: {user: 'string', label: 'string', name: 'string'},
  deleteLabel: {user: 'string', label: 'string', deleteContacts: 'boolean'},
  addUser: {...USER, region: 'string'},
  deleteUser: {user: 'string'},
  undeleteUser: {user: 'string'},
  suspendUser: {user: 'string', suspended: 'boolean'},
  setAdmin: {user: 'string', isAdmin: 'boolean'},
  renameUser: {
    user: 'string',
    email: 'string',
    givenName: 'string',
    familyName: 'string',
    keepAlias: 'boolean',
  },
  addAlias: {user: 'string', alias: 'string'},
  removeAlias: {user: 'string', alias: 'string'},
  recycleAddress: {
    address: 'string',
    givenName: 'string',
    familyName: 'string',
  },
  addGroup: GROUP,
  deleteGroup: {group: 'string'},
  renameGroup: {
    group: 'string',
    email: 'string',
    name: 'string',
    keepAlias: 'boolean',
  },
  joinGroup: {
    group: 'string',
    member: 'string',
    role: MEMBER['role']!,
    type: MEMBER['type']!,
  },
  leaveGroup: {group: 'string', member: 'string'},
  fault: {
    user: 'string',
    method: 'string',
    effect: 'string',
    when: 'enum:before|after',
    status: 'number',
    message: 'string',
    ms: 'number',
    count: 'number',
    skip: 'number',
    chance: 'number',
    forMs: 'number',
  },
  faults: NOTHING,
  clearFaults: {id: 'string'},
  counters: NOTHING,
  requests: NOTHING,
  violations: {kind: 'string', user: 'string'},
  resetCounters: NOTHING,
  ownership: {markerKey: 'string', labels: '[]@LabelSeed'},
};

const WORDS: Readonly<Record<string, readonly string[]>> = SWITCH_WORDS;

function codeOf(name: string, value: unknown): string {
  const words = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
  if (words) return `enum:${words.join('|')}`;
  return typeof value === 'object' ? '@QuotaLimits' : typeof value;
}

const shapesOf = (codes: Codes): ReadonlyMap<string, Shape> =>
  new Map(
    Object.entries(codes).map(([name, code]) => [name, parseShape(code)]),
  );

const SWITCH_CODES: Codes = Object.fromEntries(
  Object.entries(DEFAULT_SWITCHES).map(([name, value]) => [
    name,
    codeOf(name, value),
  ]),
);

const OWN_SCHEMAS: Schemas = new Map(
  Object.entries({
    ...SEEDS,
    Switches: SWITCH_CODES,
    QuotaLimits: Object.fromEntries(
      Object.keys(DEFAULT_SWITCHES.quotaLimits).map(name => [name, 'number']),
    ),
  }).map(([name, codes]) => [name, shapesOf(codes)]),
);

const ACT_SHAPES: ReadonlyMap<string, ReadonlyMap<string, Shape>> = new Map(
  Object.entries({...ACT_ARGUMENTS, switches: SWITCH_CODES}).map(
    ([act, codes]) => [act, shapesOf(codes)],
  ),
);

/** Any further argument of `idToken` is a claim. */
const OPEN_ACTS = ['idToken'];

export const knowsArgumentsOf = (act: string): boolean =>
  ACT_SHAPES.has(act) || OPEN_ACTS.includes(act);

function wordsFor(fault: ShapeFault, shapes: ReadonlyMap<string, Shape>) {
  const {path, name, detail} = fault;
  if (fault.kind === 'unknownName') {
    return path === ''
      ? `unknown name "${name}"; there are ${[...shapes.keys()].join(', ')}`
      : `unknown name "${name}" at ${path}`;
  }
  const shape = shapes.get(path);
  const wanted =
    shape?.kind === 'enum'
      ? `, wanted one of ${[...shape.values].join(', ')}`
      : '';
  return `wrong value at ${path}: ${detail}${wanted}`;
}

const schemasWith = (people: Schemas): Schemas =>
  new Map([...people, ...OWN_SCHEMAS]);

/**
 * @param people the messages of the People API: a person here is one there.
 * @throws WorldError for an unknown name or a wrong value, with its path.
 */
export function checkArguments(people: Schemas, act: string, args: Draft) {
  if (OPEN_ACTS.includes(act)) return;
  const shapes = ACT_SHAPES.get(act);
  if (!shapes) throw new Error(`nothing is known of the arguments of ${act}`);
  check(new Map([...schemasWith(people), [act, shapes]]), act, args, shapes);
}

/** @throws WorldError */
export function checkWorldSeed(people: Schemas, seed: unknown) {
  check(schemasWith(people), 'WorldSeed', seed, OWN_SCHEMAS.get('WorldSeed')!);
}

function check(
  schemas: Schemas,
  name: string,
  value: unknown,
  shapes: ReadonlyMap<string, Shape>,
) {
  const shape: Shape = {kind: 'message', name, readOnly: false};
  const fault = findFault(schemas, shape, value, 'absentFields');
  if (fault) throw new WorldError(wordsFor(fault, shapes));
}

/** A query holds texts; what an act wants as something else is read as that. */
export function argumentsOfQuery(act: string, search: URLSearchParams): Draft {
  const shapes = ACT_SHAPES.get(act);
  const args: Draft = {};
  for (const name of new Set(search.keys())) {
    const texts = search.getAll(name);
    args[name] = readText(shapes?.get(name), name, texts);
  }
  return args;
}

function readText(
  shape: Shape | undefined,
  name: string,
  texts: readonly string[],
): unknown {
  const text = texts.at(-1) ?? '';
  if (shape?.kind === 'boolean') {
    return text === '' ? true : (BOOLEANS.get(text) ?? text);
  }
  if (shape?.kind === 'number') return text.trim() === '' ? text : Number(text);
  if (shape?.kind === 'list' && shape.of.kind === 'string') return texts;
  const isJson =
    shape?.kind === 'list' ||
    shape?.kind === 'message' ||
    (shape?.kind === 'any' && text.startsWith('{'));
  if (isJson) return readJson(name, text);
  return shape?.kind === 'any' && texts.length > 1 ? texts : text;
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

function readJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WorldError(`"${name}" is not JSON`);
  }
}
