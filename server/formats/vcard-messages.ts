/** Chat and internet phone: which service a property, a scheme or a word means. */
import type {Property} from './vcard-property.ts';

/** The People API's word for each service, by every name that programs give it. */
const SERVICES: ReadonlyMap<string, string> = new Map([
  ['aim', 'aim'],
  ['gadugadu', 'gadugadu'],
  ['gg', 'gadugadu'],
  ['google talk', 'googleTalk'],
  ['google-talk', 'googleTalk'],
  ['googletalk', 'googleTalk'],
  ['gtalk', 'googleTalk'],
  ['icq', 'icq'],
  ['jabber', 'jabber'],
  ['msn', 'msn'],
  ['msnim', 'msn'],
  ['netmeeting', 'netMeeting'],
  ['qq', 'qq'],
  ['skype', 'skype'],
  ['skype-username', 'skype'],
  ['xmpp', 'jabber'],
  ['yahoo', 'yahoo'],
  ['yahoo-id', 'yahoo'],
  ['ymsgr', 'yahoo'],
]);

/** Properties of their own, `X-AIM` and the like. */
export const SERVICE_PROPERTIES: readonly string[] = [
  ...[...SERVICES.keys()].filter(name => !name.includes(' ')),
].map(name => `X-${name.toUpperCase()}`);

const SCHEME = /^([a-z][a-z0-9+.-]*):(.*)$/is;
/** Schemes that name no service. */
const NO_SERVICE: ReadonlySet<string> = new Set(['im', 'x-apple', 'x-im']);
/** What an address asks a program to do. */
const ACTION = /^(?:goim\?screenname=|sendim\?|chat\?contact=|addfriend\?)/i;

export interface MessageAddress {
  readonly kind: 'im' | 'sip';
  readonly username: string;
  readonly protocol?: string;
}

export function serviceOf(word: string): string {
  return SERVICES.get(word.toLowerCase()) ?? word;
}

/** The address of an `IMPP` or of a property of a service (RFC 4770 and custom). */
export function messageAddress(
  {name, params}: Property,
  text: string,
): MessageAddress {
  if (name !== 'IMPP' && name !== 'X-MS-IMADDRESS') {
    return {kind: 'im', username: text, protocol: serviceOf(name.slice(2))};
  }
  const exact = params.get('X-PROTOCOL')?.join(',');
  const service = params.get('X-SERVICE-TYPE')?.[0];
  const [, scheme = '', rest = ''] = SCHEME.exec(text) ?? [];
  const username = scheme === '' ? text : decodeUri(rest.replace(ACTION, ''));
  if (exact !== undefined) return {kind: 'im', username, protocol: exact};
  if (service !== undefined) {
    return {kind: 'im', username, protocol: serviceOf(service)};
  }
  const lower = scheme.toLowerCase();
  if (lower === 'sip') return {kind: 'sip', username};
  if (scheme === '' || NO_SERVICE.has(lower)) return {kind: 'im', username};
  return {kind: 'im', username, protocol: serviceOf(lower)};
}

export function withoutScheme(text: string, scheme: string): string {
  const prefix = `${scheme}:`;
  return text.toLowerCase().startsWith(prefix)
    ? text.slice(prefix.length)
    : text;
}

function decodeUri(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that encodes nothing.
    return text;
  }
}

/** How Apple and others spell the services that Google has a word for. */
const SPELLINGS: ReadonlyMap<string, {scheme: string; service: string}> =
  new Map([
    ['aim', {scheme: 'aim', service: 'AIM'}],
    ['gadugadu', {scheme: 'x-apple', service: 'GaduGadu'}],
    ['googleTalk', {scheme: 'xmpp', service: 'GoogleTalk'}],
    ['icq', {scheme: 'aim', service: 'ICQ'}],
    ['jabber', {scheme: 'xmpp', service: 'Jabber'}],
    ['msn', {scheme: 'msnim', service: 'MSN'}],
    ['netMeeting', {scheme: 'x-apple', service: 'NetMeeting'}],
    ['qq', {scheme: 'x-apple', service: 'QQ'}],
    ['skype', {scheme: 'skype', service: 'Skype'}],
    ['yahoo', {scheme: 'ymsgr', service: 'Yahoo'}],
  ]);

export interface MessageSpelling {
  readonly scheme: string;
  readonly param?: readonly [name: string, value: string];
}

export function spellService(protocol: string | undefined): MessageSpelling {
  if (protocol === undefined) return {scheme: 'im'};
  const known = SPELLINGS.get(protocol);
  return known === undefined
    ? {scheme: 'x-apple', param: ['X-PROTOCOL', protocol]}
    : {scheme: known.scheme, param: ['X-SERVICE-TYPE', known.service]};
}
