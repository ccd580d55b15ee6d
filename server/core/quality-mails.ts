import type {Content, Item} from './content.ts';
import type {Fault} from './quality.ts';
import {oneSlipApart} from './text-likeness.ts';

/** Mailboxes of so many people that another domain one slip away is a slip. */
const PROVIDERS: readonly string[] = [
  'gmail.com',
  'yahoo.com',
  'yahoo.co.jp',
  'hotmail.com',
  'outlook.com',
  'outlook.jp',
  'icloud.com',
  'docomo.ne.jp',
  'ezweb.ne.jp',
  'softbank.ne.jp',
  'googlemail.com',
  'live.com',
  'gmx.de',
  'web.de',
  'protonmail.com',
];

/** Providers of their own that are one slip from another: nobody's mistake. */
const NEIGHBOURS: ReadonlySet<string> = new Set([
  'gail.com',
  'gmx.at',
  'gmx.ch',
  'gmx.net',
  'ymail.com',
  'mail.com',
  'live.de',
  'live.jp',
  'hotmail.de',
  'hotmail.fr',
  'outlook.de',
  'outlook.fr',
  'yahoo.co.uk',
  'yahoo.ca',
  'hotmail.co.jp',
  'live.cn',
  'love.com',
  'email.com',
]);

/** Names that stand for no mailbox (RFC 2606, RFC 6761). */
const RESERVED =
  /(?:^|\.)(?:example\.(?:com|net|org)|test|invalid|localhost)$/u;

/** Addresses that no mail reaches, and what their writer meant, as far as that is plain. */
export function findMailFaults({
  emailAddresses: items = [],
}: Content): readonly Fault[] {
  return items.flatMap((item, at) => {
    const fault = judge(item);
    if (fault === undefined) return [];
    const {proposed} = fault;
    if (proposed === undefined) return [fault];
    const name = nameIn(fault.value);
    const repair = {
      emailAddresses: items.with(at, {
        ...item,
        ...(name !== undefined && {displayName: name}),
        value: proposed,
      }),
    };
    return [{...fault, repair}];
  });
}

function judge({value, displayName}: Item): Omit<Fault, 'repair'> | undefined {
  if (typeof value !== 'string') return undefined;
  const about = {field: 'emailAddresses', value} as const;
  const clean = cleanMail(value);
  const name = nameIn(value);
  // There is room for one name.
  const isTwice = name !== undefined && (displayName ?? name) !== name;
  if (!isMail(clean) || isTwice) return {code: 'EMAIL_INVALID', ...about};
  if (clean !== value)
    return {code: 'EMAIL_SPELLING', ...about, proposed: clean};
  const at = value.lastIndexOf('@');
  const domain = value.slice(at + 1).toLowerCase();
  if (RESERVED.test(domain)) return {code: 'EMAIL_RESERVED', ...about};
  const meant = meantDomain(domain);
  return meant === undefined
    ? undefined
    : {
        ...{code: 'EMAIL_DOMAIN_TYPO', ...about},
        proposed: `${value.slice(0, at)}@${meant}`,
      };
}

/** What is plainly no part of an address: width, blanks, what a mail program wraps around it. */
function cleanMail(value: string): string {
  const narrow = value
    .normalize('NFKC')
    .replace(/^mailto:/iu, '')
    .replace(/[\s,;]+$/u, '')
    .replace(NAMED, '$<address>')
    .replace(/^[\s<"'(]+|[\s>"'),;]+$/gu, '')
    .replace(/\s*@\s*/u, '@');
  const at = narrow.lastIndexOf('@');
  const domain = narrow
    .slice(at + 1)
    .replace(/,/gu, '.')
    .replace(/[.。]+/gu, '.')
    .replace(/^\.|\.$/gu, '');
  return at === -1 ? narrow : narrow.slice(0, at + 1) + withDot(domain);
}

/** Anna Schmidt <anna@firm.de>. */
const NAMED = /^"?(?<name>[^"<>]*?)"?\s*<(?<address>[^<>]+)>$/u;

/** Whom a mail program names beside the address. */
function nameIn(value: string): string | undefined {
  const name = NAMED.exec(value.replace(/[\s,;]+$/u, ''))?.groups?.['name'];
  return name === '' ? undefined : name;
}

/** gmailcom. */
function withDot(domain: string): string {
  const bare = domain.toLowerCase();
  if (bare.includes('.')) return domain;
  const meant = PROVIDERS.find(each => each.replaceAll('.', '') === bare);
  return meant ?? domain;
}

/**
 * RFC 5321 and 6531 without quoted names and address literals: letters of any script
 * in both parts, and a domain with a dot.
 */
export function isMail(value: string): boolean {
  const match =
    /^(?<box>[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~.-]{1,64})@(?<domain>[^@\s]{1,253})$/u.exec(
      value,
    );
  const {box = '', domain = ''} = match?.groups ?? {};
  const labels = domain.split('.');
  return (
    match !== null &&
    // Japanese carriers gave out addresses with dots side by side and at the end.
    !box.startsWith('.') &&
    labels.length > 1 &&
    labels.every(label =>
      /^[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u.test(
        label,
      ),
    ) &&
    /[\p{L}]{2}/u.test(labels.at(-1) ?? '')
  );
}

function meantDomain(domain: string): string | undefined {
  if (PROVIDERS.includes(domain) || NEIGHBOURS.has(domain)) return undefined;
  return PROVIDERS.find(each => isSlipOf(domain, each));
}

/** One letter more, less, another or two swapped; of short names nothing is plain. */
const SLIP_LENGTH_MIN = 9;

function isSlipOf(domain: string, provider: string): boolean {
  return (
    provider.length >= SLIP_LENGTH_MIN &&
    domain.at(0) === provider.at(0) &&
    oneSlipApart(domain, provider)
  );
}
