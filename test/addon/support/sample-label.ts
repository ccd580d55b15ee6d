import type {AddOnWorld} from './world.ts';

/** A label of its own for one crawl: what was pressed before has not touched it. */
export interface SampleLabel {
  /** Who is to run the add-on. */
  readonly person: string;
  /** `labels/…` */
  readonly label: string;
  /** Of the first in it, `contacts/…` */
  readonly contact: string;
  /** Addresses of those in it. */
  readonly people: readonly string[];
  /** As a message names them. */
  readonly mailboxes: readonly string[];
}

const PEOPLE = [
  {
    familyName: '佐藤',
    givenName: '健',
    phoneticFamilyName: 'さとう',
    phoneticGivenName: 'けん',
  },
  {familyName: 'O’Neill', givenName: 'Ana <b>'},
  {familyName: 'Lee & Sons', givenName: 'Kim'},
];

const FIELDS = [
  {
    ...{displayName: 'Floor & <desk>', type: 'number'},
    helpTexts: {en: 'As on the <door>', ja: 'ドアの番号'},
  },
  {displayName: '契約日', type: 'date'},
  {displayName: 'Region', type: 'choice', choices: ['East', '西 & 南']},
];

/** More than a card shows at once. */
const LONG = '午後が良い。'.repeat(101);

let count = 0;

/**
 * With a removal that is held and a suggestion: whoever may decides about them.
 *
 * @param role the person's, in a label of three people
 */
export async function shareAfresh(
  {backend, share}: AddOnWorld,
  role: string,
): Promise<SampleLabel> {
  count += 1;
  const {emulator} = backend;
  const {owner} = share;
  const person = role === 'owner' ? owner : share.members[0]!;
  const {name: label} = await backend.call(owner, 'POST /v1/labels', {
    displayName: `Partners & <friends> ${count}`,
  });
  const contacts: string[] = [];
  const mailboxes: string[] = [];
  const people: string[] = [];
  for (const [index, name] of PEOPLE.entries()) {
    const email = `person${index}.of${count}@wakaba.example`;
    const {name: contact} = await backend.call(
      owner,
      `POST /v1/${label}/contacts`,
      {person: personOf(name, email, index)},
    );
    await backend.call(owner, `POST /v1/${contact}/comments`, {
      text: `Prefers <mail> & calls after 14:00\n${LONG}`,
      visibility: 'PUBLIC',
    });
    contacts.push(contact);
    people.push(email);
    mailboxes.push(`"${name.familyName}, ${name.givenName}" <${email}>`);
  }
  // After what they say, which may so be wrong.
  for (const field of FIELDS) {
    await backend.call(owner, `POST /v1/${label}/customFields`, field);
  }
  if (role !== 'owner') {
    await backend.call(owner, `POST /v1/${label}/grants`, {
      principal: {type: 'user', email: person},
      role,
    });
  }
  await emulator.createOtherContact(person, {
    emailAddresses: [{value: people[0]}],
  });
  await emulator.createOtherContact(person, {
    emailAddresses: [{value: `new.of${count}@wakaba.example`}],
  });
  await holdRemoval({backend, share}, label, contacts.at(-1)!);
  const viewer = role === 'viewer' ? person : share.members[2]!;
  if (viewer !== person) {
    await backend.call(owner, `POST /v1/${label}/grants`, {
      principal: {type: 'user', email: viewer},
      role: 'viewer',
    });
  }
  await backend.call(viewer, `POST /v1/${contacts[1]!}/suggestions`, {
    person: {nicknames: [{value: 'Kimmy & <Co>'}]},
    updateMask: 'nicknames',
  });
  return {person, label, contact: contacts[0]!, people, mailboxes};
}

async function holdRemoval(
  {backend, share: {owner, members}}: Pick<AddOnWorld, 'backend' | 'share'>,
  label: string,
  contact: string,
): Promise<void> {
  const remover = members[1]!;
  await backend.call(owner, `POST /v1/${label}/grants`, {
    principal: {type: 'user', email: remover},
    role: 'remover',
  });
  await backend.call(owner, `PATCH /v1/${label}`, {
    bulkRemoval: {percent: 1, count: 1},
  });
  await backend.call(remover, `POST /v1/${label}/contacts:remove`, {
    contacts: [contact],
  });
}

function personOf(name: object, email: string, index: number) {
  return {
    names: [name],
    emailAddresses: [{value: email, type: 'work'}],
    phoneNumbers: [
      {value: `03-0123-45${index}6`, type: 'work'},
      {value: `090-0123-45${index}6`, type: 'mobile'},
    ],
    organizations: [{name: 'Wakaba & Co. 若葉', title: '部長'}],
    addresses: [{formattedValue: '東京都千代田区1-1', type: 'work'}],
    biographies: [{value: `Met in <Osaka> & Kyoto\n${LONG}`}],
    userDefined: [
      {key: 'Floor & <desk>', value: '１２'},
      {key: 'Region', value: 'North'},
    ],
  };
}
