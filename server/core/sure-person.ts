/** A contact as the sure rule reads it, and whether what two say makes them one. */
import {
  itemFingerprint,
  type Content,
  type Item,
  type SharedField,
} from './content.ts';
import {sameFirm} from './firm-name.ts';
import {foldLetters} from './fold.ts';
import {mailboxOf} from './mailbox.ts';
import {withoutDisputed} from './regional-numbers.ts';
import {compareSurely, readSureName, type SureName} from './sure-names.ts';

const isMail = (key: string) => key.startsWith('mail:');

/** See `Candidate`. */
interface Seen {
  readonly content: Content;
  readonly hiddenFields?: readonly SharedField[];
}

/** A contact, read once. */
export interface Person {
  readonly mails: readonly Mail[];
  readonly phones: readonly string[];
  /** Numbers that it says are nobody's own. */
  readonly sharedLines: readonly string[];
  readonly name: SureName | undefined;
  readonly firms: readonly string[];
  /** The firm whose own entry this is: it names no person. */
  readonly firm: Item | undefined;
  readonly birthday: Item | undefined;
  readonly gender: string;
  readonly addresses: readonly Item[];
  readonly hides: (field: SharedField) => boolean;
}

interface Mail {
  readonly written: string;
  readonly box: string;
  /** What stands after the plus. */
  readonly tag: string;
}

export function readPerson({content, hiddenFields = []}: Seen): Person {
  return {
    mails: textsOf(content.emailAddresses, 'matchKey').map(readMail),
    phones: phonesOf(withoutDisputed(content).phoneNumbers),
    sharedLines: phonesOf(content.phoneNumbers?.filter(isSharedLine)),
    name: readSureName(content),
    firms: textsOf(content.organizations, 'name'),
    firm: hiddenFields.includes('names') ? undefined : firmOf(content),
    birthday: content.birthdays?.[0],
    gender: genderOf(content),
    addresses: content.addresses ?? [],
    hides: field => hiddenFields.includes(field),
  };
}

/** Empty: it says none. */
function genderOf({genders = []}: Content): string {
  const [gender = ''] = textsOf(genders, 'value');
  return gender === 'unspecified' ? '' : foldLetters(gender);
}

function readMail(address: string): Mail {
  const tag = /\+(?<tag>[^@]*)@/u.exec(address)?.groups?.['tag'] ?? '';
  return {written: `mail:${address}`, box: `mail:${mailboxOf(address)}`, tag};
}

/** Keys of addresses that two have in common; eva+shop@ and eva+news@ are two where a provider takes both for eva@. */
export function sharedMails(left: Person, right: Person): readonly string[] {
  return left.mails.flatMap(mail =>
    right.mails.flatMap(other => {
      if (mail.written === other.written) return [mail.written];
      const areTwo =
        mail.tag !== '' && other.tag !== '' && mail.tag !== other.tag;
      return mail.box === other.box && !areTwo ? [mail.box] : [];
    }),
  );
}

export function sharedPhones(left: Person, right: Person): readonly string[] {
  return left.phones.filter(key => right.phones.includes(key));
}

function phonesOf(items: readonly Item[] | undefined): readonly string[] {
  return textsOf(items, 'canonicalForm').map(number => `tel:${number}`);
}

/** By its type, in the words of Google, of phones and of offices. */
const SHARED_LINE =
  /fax|pager|switchboard|reception|zentrale|empfang|standard|centrali|代表|受付|ファックス|ファクス|^(?:work|company)?main$/u;

function isSharedLine({type}: Item): boolean {
  return typeof type === 'string' && SHARED_LINE.test(foldLetters(type));
}

function textsOf(items: readonly Item[] = [], name: string): readonly string[] {
  return items
    .map(item => item[name])
    .filter(value => typeof value === 'string');
}

/** Whether what two say of themselves makes them one, if this key is one person's. */
export function speaksFor(left: Person, right: Person, key: string): boolean {
  if (left.firm !== undefined || right.firm !== undefined) {
    return areOneFirm(left, right);
  }
  const names = compareSurely(left.name, right.name);
  if (names === 'unsure' || mayContradict(left, right)) return false;
  return (
    isMail(key) ||
    (names === 'whole' &&
      !mayWorkElsewhere(left, right) &&
      !mayBeColleagues(left, right))
  );
}

/** john.smith@ and john.smith2@ of one domain are two mailboxes, behind one number perhaps. */
function mayBeColleagues(left: Person, right: Person): boolean {
  const domainsOf = ({mails}: Person) =>
    mails.map(({box}) => box.slice(box.lastIndexOf('@')));
  return mayBe(
    'emailAddresses',
    [left, right],
    ({mails}) => mails.length > 0,
    () =>
      sharedMails(left, right).length === 0 &&
      domainsOf(left).some(domain => domainsOf(right).includes(domain)),
  );
}

/** Of one firm, department, post and place: branches have one hotline. */
function areOneFirm(left: Person, right: Person): boolean {
  const {firm} = left;
  const {firm: other} = right;
  if (firm === undefined || other === undefined) return false;
  return (
    isOneFirm(firm, other) &&
    POSTS.every(part => saysSame(part, firm, other)) &&
    !mayBeElsewhere(left, right)
  );
}

function saysSame(part: string, left: Item, right: Item): boolean {
  const [said, other] = [left, right].map(each =>
    foldLetters(textsOf([each], part).join('')),
  );
  return said === other;
}

const POSTS = ['department', 'title', 'jobDescription', 'location'];

/** One place, mailbox or number each, at least, and none in common. */
function mayBeElsewhere(left: Person, right: Person): boolean {
  const pair = [left, right] as const;
  return (
    mayShareNone('addresses', pair, ({addresses}) => addresses, samePlace) ||
    mayShareNone('emailAddresses', pair, ({mails}) => mails, sameBox) ||
    mayShareNone('phoneNumbers', pair, ({phones}) => phones, Object.is)
  );
}

const sameBox = (left: Mail, right: Mail) => left.box === right.box;

/** Neither says otherwise where it is. */
function samePlace(left: Item, right: Item): boolean {
  return PLACE.every(part => {
    const said = [left, right]
      .map(each => foldLetters(textsOf([each], part).join('')))
      .filter(text => text !== '');
    return new Set(said).size < 2;
  });
}

const PLACE = ['streetAddress', 'city', 'postalCode', 'formattedValue'];

function isOneFirm(firm: Item, other: Item): boolean {
  const [name = '', ...others] = textsOf([firm, other], 'name');
  return others.length > 0 && others.every(each => sameFirm(name, each));
}

/** Whether one says what the other says otherwise, or may say so where nobody looks. */
function mayBe(
  field: SharedField,
  [left, right]: readonly [Person, Person],
  says: (person: Person) => boolean,
  otherwise: () => boolean,
): boolean {
  const known = (person: Person) => says(person) || person.hides(field);
  return (
    known(left) &&
    known(right) &&
    (left.hides(field) || right.hides(field) || otherwise())
  );
}

/** Whether both have values in a field, or may have, and none in common. */
function mayShareNone<Value>(
  field: SharedField,
  [left, right]: readonly [Person, Person],
  valuesOf: (person: Person) => readonly Value[],
  areSame: (value: Value, other: Value) => boolean,
): boolean {
  return mayBe(
    field,
    [left, right],
    person => valuesOf(person).length > 0,
    () =>
      !valuesOf(left).some(value =>
        valuesOf(right).some(other => areSame(value, other)),
      ),
  );
}

function mayContradict(left: Person, right: Person): boolean {
  return (
    mayBe(
      'birthdays',
      [left, right],
      ({birthday}) => birthday !== undefined,
      () => differInBirth(left.birthday, right.birthday),
    ) ||
    mayBe(
      'genders',
      [left, right],
      ({gender}) => gender !== '',
      () => left.gender !== right.gender,
    )
  );
}

/** What only one says of a date contradicts nothing. */
function differInBirth(left: Item = {}, right: Item = {}): boolean {
  const [date, other] = [left['date'], right['date']];
  if (typeof date !== 'object' || typeof other !== 'object') {
    return itemFingerprint(left) !== itemFingerprint(right);
  }
  return (['year', 'month', 'day'] as const).some(
    part =>
      date[part] !== undefined &&
      other[part] !== undefined &&
      date[part] !== other[part],
  );
}

/** A number is given to somebody else of the name, elsewhere. */
function mayWorkElsewhere(left: Person, right: Person): boolean {
  const pair = [left, right] as const;
  return mayShareNone('organizations', pair, ({firms}) => firms, sameFirm);
}

/** How two entries stand to each other, as far as they are firms' own. */
export type FirmRelation = 'none' | 'same' | 'different';

/** none: neither is one. A firm's own entry is no person's, whoever works there. */
export function compareFirms(left: Content, right: Content): FirmRelation {
  const [firm, other] = [firmOf(left), firmOf(right)];
  if (firm === undefined && other === undefined) return 'none';
  return firm !== undefined && other !== undefined && isOneFirm(firm, other)
    ? 'same'
    : 'different';
}

/** The firm whose own entry this is: it names no person. */
function firmOf({names = [], organizations = []}: Content): Item | undefined {
  if (names.length > 0) return undefined;
  return organizations.find(({name}) => typeof name === 'string');
}
