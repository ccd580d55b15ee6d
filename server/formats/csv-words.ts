/** Words of files for what the People API names itself. */

const GENDER_WORDS = {
  male:
    'm|male|man|男|男性|männlich|masculin|masculino|maschile|mand|mannelijk|mężczyzna|' +
    'мужской|erkek|muž|férfi',
  female:
    'f|female|woman|女|女性|weiblich|féminin|femenino|femminile|feminino|kvinde|kvinna|' +
    'vrouw|vrouwelijk|kobieta|женский|kadın|žena|nő',
  // Outlook’s word for none, by the gender that its languages think it has.
  '':
    'unspecified|not specified|unknown|keine angabe|nicht angegeben|未指定|指定なし|' +
    'uspecificeret|ikke angivet|sin especificar|no especificado|non spécifié|' +
    'non précisé|non specificato|non specificata|niet opgegeven|niet gespecificeerd|' +
    'nieokreślona|nieokreślony|nieokreślone|nie określono|não especificado|' +
    'não especificada|не указан|не указано|не определен|не определён|ospecificerat|' +
    'ospecificerad|ej angivet|belirtilmemiş|belirtilmedi|määrittämätön|neurčeno|' +
    'uspesifisert|ikke angitt|nincs megadva|未设置|지정 안 함',
} as const;

const GENDERS: ReadonlyMap<string, string> = new Map(
  Object.entries(GENDER_WORDS).flatMap(([gender, words]) =>
    words.split('|').map(word => [word, gender] as const),
  ),
);

/** Google's words; others as they are; empty: none is told. */
export function readGender(text: string): string {
  return GENDERS.get(text.toLowerCase()) ?? text;
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
