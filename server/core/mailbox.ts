interface Provider {
  readonly domain: string;
  /** Whether dots in a box are nothing to it. */
  readonly dots: boolean;
}

/**
 * Providers that take mail for one box under many spellings. All of them ignore what
 * stands after a plus, Gmail dots in the box as well; nobody else's boxes are folded.
 * By what they say of themselves: Gmail https://support.google.com/mail/answer/7436150,
 * Fastmail https://www.fastmail.fm/help/receive/addressing.html, Proton
 * https://proton.me/support/creating-aliases. Of Microsoft and Apple by what others
 * tried and keep in tables: https://www.zdnet.com/article/microsoft-adds-support-for-custom-email-addresses-in-office-365/
 * (Hotmail, since 2013) and https://pypi.org/project/email-normalize/ (both).
 */
const PROVIDERS: ReadonlyMap<string, Provider> = new Map<string, Provider>([
  ['gmail.com', {domain: 'gmail.com', dots: true}],
  ['googlemail.com', {domain: 'gmail.com', dots: true}],
  ...[
    'fastmail.com',
    'hotmail.com',
    'icloud.com',
    'live.com',
    'outlook.com',
    'outlook.jp',
    'proton.me',
    'protonmail.com',
  ].map(domain => [domain, {domain, dots: false}] as const),
]);

/**
 * The mailbox that an address reaches, by its match key: two addresses with one
 * mailbox are one person's as much as two that are the same. For matching alone: what
 * was typed stays.
 */
export function mailboxOf(matchKey: string): string {
  const at = matchKey.lastIndexOf('@');
  const domain = toAscii(matchKey.slice(at + 1));
  const box = matchKey.slice(0, at);
  const provider = PROVIDERS.get(domain);
  if (provider === undefined) return `${box}@${domain}`;
  const untagged = box.replace(/(?<=.)\+.*$/u, '');
  const folded = provider.dots ? untagged.replaceAll('.', '') : untagged;
  return `${folded}@${provider.domain}`;
}

const ASCII = /^[\0-\x7f]*$/;

/** 例え.jp as xn--r8jz45g.jp (RFC 5891), as mail programs write it too. */
function toAscii(domain: string): string {
  if (ASCII.test(domain)) return domain;
  return URL.parse(`http://${domain}`)?.hostname ?? domain;
}
