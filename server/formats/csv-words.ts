/** Words of files for what the People API names itself. */

const GENDERS: Readonly<Record<string, string>> = {
  m: 'male',
  male: 'male',
  man: 'male',
  男: 'male',
  男性: 'male',
  männlich: 'male',
  masculin: 'male',
  masculino: 'male',
  maschile: 'male',
  f: 'female',
  female: 'female',
  woman: 'female',
  女: 'female',
  女性: 'female',
  weiblich: 'female',
  féminin: 'female',
  femenino: 'female',
  femminile: 'female',
  feminino: 'female',
  unspecified: '',
  'keine angabe': '',
  未指定: '',
  指定なし: '',
};

/** Google's words; others as they are; empty: none is told. */
export function readGender(text: string): string {
  return GENDERS[text.toLowerCase()] ?? text;
}

const PROTOCOLS: Readonly<Record<string, string>> = {
  aim: 'aim',
  msn: 'msn',
  yahoo: 'yahoo',
  skype: 'skype',
  qq: 'qq',
  'google talk': 'googleTalk',
  googletalk: 'googleTalk',
  hangouts: 'googleTalk',
  icq: 'icq',
  jabber: 'jabber',
  xmpp: 'jabber',
  netmeeting: 'netMeeting',
};

export function readProtocol(text: string): string {
  return PROTOCOLS[text.toLowerCase()] ?? text;
}

/** Whether two texts are made of the same words, whatever their order: `Smith, Ann` is `Ann Smith`. */
export function saysSame(left: string, right: string): boolean {
  const words = (text: string) =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .split(/[\s,、.・]+/u)
      .filter(Boolean)
      .sort();
  const [whole, other] = [words(left), words(right)];
  return (
    other.every(word => whole.includes(word)) ||
    whole.join('') === other.join('') ||
    // Scripts without spaces between the parts.
    Array.from(whole.join('')).sort().join('') ===
      Array.from(other.join('')).sort().join('')
  );
}

const SERVICES: Readonly<Record<string, string>> = {
  aim: 'AIM',
  msn: 'MSN',
  yahoo: 'Yahoo',
  skype: 'Skype',
  qq: 'QQ',
  googleTalk: 'Google Talk',
  icq: 'ICQ',
  jabber: 'Jabber',
  netMeeting: 'NetMeeting',
};

/** A protocol in the words of Google's files. */
export function writeProtocol(protocol: string): string {
  return SERVICES[protocol] ?? protocol;
}
