/** What can be guessed of somebody nobody shares yet; each guess is shown before it is saved. */
import type {PersonItem} from '../server/contract/person.ts';
import type {Correspondent} from './headers.ts';

export type GuessedPerson = Readonly<Record<string, PersonItem[]>>;

/**
 * Where everybody has an address: their domain says nothing about who employs them.
 * The lists that npm has are larger than this script, or, `email-providers/common`,
 * lack most of Japan's and have companies; these are where most people are.
 */
const PUBLIC_HOSTS =
  /^(?:gmail|googlemail|yahoo|ymail|rocketmail|outlook|hotmail|live|msn|icloud|me|mac|aol|gmx|web|t-online|freenet|mail|email|inbox|proton|protonmail|pm|tuta|tutanota|posteo|mailbox|fastmail|hey|zoho|zohomail|yandex|rambler|qq|163|126|139|sina|sohu|foxmail|aliyun|naver|hanmail|daum|nate|kakao|rediffmail|comcast|verizon|att|sbcglobal|cox|btinternet|orange|wanadoo|laposte|libero|virgilio|bluewin|seznam|uol|bol|docomo|ezweb|au|softbank|vodafone|ymobile|uqmobile|nifty|biglobe|ocn|so-net|plala|dion|jcom|excite|infoseek|goo|eonet|asahi-net)$/;

/** Parts of a domain that are no company's name. */
const SUFFIXES =
  /\.(?:(?:co|or|ne|ac|go|ed|gr|lg|com|org|net|gov|edu)\.)?[a-z]{2,}$/;

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** Name, address and company, by a header alone. */
export function guessPerson({
  email,
  displayName = '',
}: Correspondent): GuessedPerson {
  const {name, company = guessCompany(email, displayName)} =
    readCalled(displayName);
  return {
    ...(name && {names: [name]}),
    emailAddresses: [{value: email, type: 'work'}],
    ...(company && {organizations: [{name: company}]}),
  };
}

const BRACKETS = /[（(【[](.*?)[)）\]】]/g;
/** What others say behind a name: a service that sends for them, whoever wrote it down. */
const BEHIND = /\s(?:via\s|[|｜]).*$|\s*(?:様|さん)\s*$/i;
/** A company beside a name, with nothing but a space between. */
const KABUSHIKI =
  /(?:株式|有限|合同)会社\s*[^\s,，]+|[^\s,，]+(?:株式|有限|合同)会社/;
const PREFIX = /^((?:(?:Dr|Prof|Mrs?|Ms)\b\.?\s*)*)(.*)$/is;

/** What stands behind a name and belongs to it. */
const SUFFIX = /[\s,]+((?:Jr|Sr|II|III|IV|Ph\.?D|M\.?D|MBA|CPA|Esq)\b\.?)$/;
/** Pictures, and what joins them. */
const PICTURES = /[\p{Extended_Pictographic}\uFE0F\u200D]/gu;

interface Called {
  readonly name?: PersonItem | undefined;
  readonly company?: string | undefined;
}

/** What a display name says of a person and of their company. */
function readCalled(displayName: string): Called {
  const inBrackets = Array.from(
    displayName.matchAll(BRACKETS),
    ([, text = '']) => text,
  );
  const whole = displayName
    .replace(BRACKETS, ' ')
    .replace(PICTURES, '')
    .replace(BEHIND, '')
    .trim();
  const [, honorificSuffix] = SUFFIX.exec(whole) ?? [];
  const parts = whole
    .replace(SUFFIX, '')
    .replace(KABUSHIKI, ',$&,')
    .split(/[,，]/)
    .map(part => part.trim())
    .filter(part => part !== '');
  const isCompany = (part: string) => COMPANY.test(part);
  const name = guessName(parts.filter(part => !isCompany(part)));
  return {
    name: name && honorificSuffix ? {...name, honorificSuffix} : name,
    company: [...parts, ...inBrackets].find(isCompany),
  };
}

/** `Sato, Ken` and `佐藤 健` have the family name first; an address is no name. */
function guessName([whole = '', given]: readonly string[]):
  PersonItem | undefined {
  if (whole === '' || whole.includes('@')) return undefined;
  const [, prefix = '', name = ''] = PREFIX.exec(given ?? whole) ?? [];
  const title = prefix && {honorificPrefix: prefix.trim()};
  if (given !== undefined) {
    return {...title, familyName: whole, givenName: name};
  }
  const words = name.split(/\s+/);
  const [first = '', ...rest] = words;
  if (rest.length === 0) return {...title, givenName: first};
  return WIDE.test(name)
    ? {...title, familyName: first, givenName: rest.join(' ')}
    : {
        ...title,
        givenName: words.slice(0, -1).join(' '),
        familyName: words.slice(-1).join(''),
      };
}

/** None of an address that is a service's, which sends for somebody. */
function guessCompany(email: string, displayName: string): string | undefined {
  const domain = email.slice(email.lastIndexOf('@') + 1);
  const own = domain.replace(SUFFIXES, '').split('.').pop() ?? '';
  return own === '' || PUBLIC_HOSTS.test(own) || /\svia\s/i.test(displayName)
    ? undefined
    : own
        .split('-')
        .map(word => word.charAt(0).toUpperCase() + word.slice(1))
        .join(' ');
}

const SIGNATURE_LINES_MAX = 15;
/** Of what is not marked as a signature: the end, as far as it has no sentences. */
const UNMARKED_LINES_MAX = 6;
const UNMARKED_LENGTH_MAX = 50;
const PHONES_MAX = 3;
/** From a delimiter (RFC 3676, section 4.3, and lines that people draw) to the end, before what is quoted. */
const DELIMITER = /^(?:--\s?|[-_=*─━＿]{4,}.*)$/;
const QUOTED =
  /^(?:>|On .+ wrote:|-{2,} ?(?:Original|Forwarded)|\d{4}年.+(?:[:：]|wrote:)$)/;
const COMPANY =
  /(?:株式会社|有限会社|合同会社|\b(?:Inc|Ltd|LLC|GmbH|AG|Corp|Co|S\.A)\b\.?)/;
const TITLE =
  /(?:\b(?:manager|director|engineer|officer|president|head of|lead|consultant|sales)\b|部長|課長|係長|社長|取締役|主任|マネージャー)/i;
const PHONE = /(?<!\d)(?:\+|\(?0)[\d\s().\-‐–ー－]{7,18}\d/;
const MOBILE = /(?:mobile|cell|携帯|\bm\b)/i;
const FAX = /(?:fax|ファックス|\bf\b\s*[:.])/i;
const POSTAL = /〒\s*(\d{3}-?\d{4})\s*(.*)/;

/** Adds what the signature in a message's text says to what its header said. */
export function guessFromBody(
  person: GuessedPerson,
  body: string,
): GuessedPerson {
  const lines = signatureOf(body);
  const employed = lines.find(line => COMPANY.test(line));
  const titled = lines.find(line => line !== employed && TITLE.test(line));
  const {company, title = titled && withoutName(titled, person)} =
    guessPosition(employed);
  const phones = lines
    .flatMap(line => line.split(/[/|｜／]/))
    .flatMap(guessPhone)
    .slice(0, PHONES_MAX);
  const postal = lines.map(line => POSTAL.exec(line)).find(Boolean);
  const [work] = person['organizations'] ?? [];
  const organization = {
    ...work,
    ...(company && {name: company}),
    ...(title && {title}),
  };
  return {
    ...person,
    ...(Object.keys(organization).length > 0 && {
      organizations: [organization],
    }),
    ...(phones.length > 0 && {phoneNumbers: phones}),
    ...(postal && {
      addresses: [
        {
          postalCode: postal[1] ?? '',
          ...(postal[2] && {streetAddress: postal[2]}),
          type: 'work',
        },
      ],
    }),
  };
}

/** `Sales Director, Hoshi Foods Ltd.` is a title and a company; `Lead Tools, Inc.` is one. */
function guessPosition(line = ''): {
  readonly company?: string;
  readonly title?: string;
} {
  if (line === '') return {};
  const parts = line.split(/\s*[,、|｜]\s*/);
  const title = parts.find(part => TITLE.test(part) && !COMPANY.test(part));
  const company = parts.filter(part => part !== title).join(', ');
  const isNamed = /\p{L}/u.test(company.replace(COMPANY, ''));
  return title !== undefined && isNamed ? {company, title} : {company: line};
}

/** Who signs stands beside the title: it is what is left of the line. */
function withoutName(line: string, person: GuessedPerson): string {
  const [{familyName = '', givenName = ''} = {}] = person['names'] ?? [];
  const parts = [familyName, givenName].map(String).filter(part => part !== '');
  const names = [parts, [...parts].reverse()].map(each => each.join(' '));
  // A given name alone may be part of a word.
  const isSure = (name: string) =>
    parts.length > 1 || (WIDE.test(name) && name.length > 2);
  // How the name is read, beside it.
  const bare = line.replace(BRACKETS, inside =>
    TITLE.test(inside) ? inside : ' ',
  );
  // `山田太郎` signs as `山田 太郎`.
  const found = names
    .filter(isSure)
    .map(name => (WIDE.test(name) ? [...name.replace(/\s/g, '')] : [name]))
    .map(words => new RegExp(words.map(escaped).join('\\s*')))
    .find(name => name.test(bare));
  return bare.replace(found ?? '', ' ').replace(EDGES, '') || line;
}

/** Of a pattern, so that it stands for itself. */
const escaped = (text: string) => text.replace(/[^\p{L}\p{N}\s]/gu, '\\$&');

/** What stood between a title and a name. */
const EDGES = /^[\s,、・()（）|/｜／:：-]+|[\s,、・()（）|/｜／:：-]+$/g;

function signatureOf(body: string): readonly string[] {
  const lines = body
    .split(/\r?\n/)
    .map(line => line.replace(/\s+/g, ' ').trim());
  const quote = lines.findIndex(line => QUOTED.test(line));
  const own = (quote < 0 ? lines : lines.slice(0, quote)).filter(
    line => line !== '',
  );
  const start = own.findIndex(line => DELIMITER.test(line));
  if (start >= 0) return own.slice(start + 1).slice(-SIGNATURE_LINES_MAX);
  const end = own.slice(-UNMARKED_LINES_MAX);
  const isLong = (line: string) => line.length > UNMARKED_LENGTH_MAX;
  return end.slice(end.map(isLong).lastIndexOf(true) + 1);
}

function guessPhone(line: string): PersonItem[] {
  const [value] = PHONE.exec(line.normalize('NFKC')) ?? [];
  if (value === undefined || POSTAL.test(line)) return [];
  const type = FAX.test(line)
    ? 'workFax'
    : MOBILE.test(line)
      ? 'mobile'
      : 'work';
  return [{value: value.trim(), type}];
}
