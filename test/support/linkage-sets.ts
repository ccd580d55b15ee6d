/**
 * Public sets of contacts of which somebody knows who is whom (their sources:
 * ../shared/testdata/SOURCES.md), as contents. Absent sets are undefined.
 */
import {existsSync, readFileSync} from 'node:fs';
import {parse} from 'csv-parse/sync';
import type {LinkedPair} from '../../server/core/linkage.ts';
import {findSureMatch, type Candidate} from '../../server/core/match.ts';
import {matchKeys, normalizeContent} from '../../server/core/normalize.ts';
import {uniteContents} from '../../server/core/unite.ts';

const TESTDATA = new URL('../../../shared/testdata/', import.meta.url);

export interface KnownContact extends Candidate {
  /** Whoever has the same is the same person. */
  readonly person: string;
}

/** The columns that any of the sets has; each goes into one place, in all sets alike. */
interface Columns {
  readonly id: string;
  readonly person: string;
  readonly given?: string | undefined;
  readonly family?: string | undefined;
  /** As `19620216` or `1962-02-16`. */
  readonly born?: string | undefined;
  readonly street?: string | undefined;
  readonly building?: string | undefined;
  readonly city?: string | undefined;
  readonly region?: string | undefined;
  readonly postcode?: string | undefined;
  readonly mail?: string | undefined;
  readonly socialSecurity?: string | undefined;
}

/** As Google's own form would have it: a number of an office is an external id. */
export function contactOf(columns: Columns): KnownContact {
  const {id, person, given, family, street, building, city} = columns;
  const born = /^(\d{4})-?(\d\d)-?(\d\d)$/.exec(columns.born ?? '');
  const [year, month, day] = (born ?? []).slice(1).map(Number);
  const content = normalizeContent({
    names: [{givenName: given, familyName: family}],
    birthdays: [{date: {year, month, day}}],
    addresses: [
      {
        streetAddress: street,
        extendedAddress: building,
        city,
        region: columns.region,
        postalCode: columns.postcode,
      },
    ],
    emailAddresses: [{value: columns.mail}],
    externalIds: [{value: columns.socialSecurity, type: 'socialSecurity'}],
  });
  return {id, person, content};
}

function readRows(path: string): readonly Record<string, string>[] | undefined {
  const file = new URL(path, TESTDATA);
  if (!existsSync(file)) return undefined;
  return parse(readFileSync(file, 'utf8'), {columns: true, trim: true});
}

/** Of Febrl's data sets 1 to 4; the fourth is of two lists. */
export function readFebrl(
  set: 1 | 2 | 3 | 4,
): readonly KnownContact[] | undefined {
  const names = set === 4 ? ['dataset4a', 'dataset4b'] : [`dataset${set}`];
  const lists = names.map(name => readRows(`linkage/febrl/${name}.csv`));
  return lists.every(rows => rows !== undefined)
    ? lists.flat().map(row =>
        contactOf({
          id: row['rec_id']!,
          person: row['rec_id']!.split('-')[1]!,
          given: row['given_name'],
          family: row['surname'],
          born: row['date_of_birth'],
          street: `${row['street_number']} ${row['address_1']}`,
          building: row['address_2'],
          city: row['suburb'],
          region: row['state'],
          postcode: row['postcode'],
          socialSecurity: row['soc_sec_id'],
        }),
      )
    : undefined;
}

/** Splink's thousand made-up people. */
export function readFake1000(): readonly KnownContact[] | undefined {
  return readRows('linkage/splink/fake_1000.csv')?.map(row =>
    contactOf({
      id: row['unique_id']!,
      person: row['cluster']!,
      given: row['first_name'],
      family: row['surname'],
      born: row['dob'],
      city: row['city'],
      mail: row['email'],
    }),
  );
}

/** What AOSP's aggregator says of a handful of contacts. */
export interface Verdicts {
  readonly test: string;
  readonly contacts: readonly KnownContact[];
  readonly pairs: readonly {
    readonly ids: readonly [string, string];
    readonly isSame: boolean;
  }[];
}

interface AospTest {
  readonly test: string;
  readonly contacts: Readonly<
    Record<
      string,
      {
        readonly names: readonly Readonly<
          Record<'given' | 'middle' | 'family' | 'superPrimary', string | null>
        >[];
        readonly phones: readonly string[];
        readonly emails: readonly string[];
        readonly identities: readonly (readonly [string, string])[];
        readonly nicknames: readonly string[];
        readonly orgs: readonly {readonly TITLE?: string}[];
      }
    >
  >;
  readonly expect: readonly {
    readonly a?: string;
    readonly b?: string;
    readonly same?: boolean;
  }[];
}

export function readAosp(): readonly Verdicts[] | undefined {
  const file = new URL('dedupe-rules/aosp-aggregator2.json', TESTDATA);
  if (!existsSync(file)) return undefined;
  const tests = JSON.parse(readFileSync(file, 'utf8')) as readonly AospTest[];
  return tests.map(({test, contacts, expect}) => ({
    test,
    contacts: Object.entries(contacts).map(([id, raw]) => ({
      id,
      person: id,
      content: normalizeContent(
        {
          names: raw.names.map(({given, middle, family, superPrimary}) => ({
            givenName: given,
            middleName: middle,
            familyName: family,
            // The file's own slip: a phonetic family name stands in that column.
            phoneticFamilyName: superPrimary?.replaceAll('"', ''),
          })),
          phoneNumbers: raw.phones.map(value => ({value})),
          emailAddresses: raw.emails.map(value => ({value})),
          externalIds: raw.identities.map(([value, type]) => ({value, type})),
          nicknames: raw.nicknames.map(value => ({value})),
          organizations: raw.orgs.map(({TITLE}) => ({title: TITLE})),
        },
        {region: 'US'},
      ),
    })),
    pairs: expect.flatMap(({a, b, same}) =>
      a === undefined || b === undefined
        ? []
        : [{ids: [a, b] as const, isSame: same === true}],
    ),
  }));
}

export interface Score {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly pairs: number;
}

/** Every two of a cluster are said to be one person. */
export function scoreClusters(
  contacts: readonly KnownContact[],
  clusters: readonly (readonly string[])[],
): Score {
  const personOf = new Map(contacts.map(({id, person}) => [id, person]));
  const people = Map.groupBy(contacts, ({person}) => person);
  const known = [...people.values()].reduce(
    (sum, {length}) => sum + pairsOf(length),
    0,
  );
  let [said, right] = [0, 0];
  for (const cluster of clusters) {
    said += pairsOf(cluster.length);
    for (const same of Map.groupBy(cluster, id => personOf.get(id)!).values()) {
      right += pairsOf(same.length);
    }
  }
  return scoreOf(said, right, known);
}

function scoreOf(said: number, right: number, known: number): Score {
  const [precision, recall] = [right / said, right / known];
  return {
    precision,
    recall,
    f1: (2 * precision * recall) / (precision + recall),
    pairs: said,
  };
}

function pairsOf(size: number): number {
  return (size * (size - 1)) / 2;
}

/** Of pairs that are one by themselves: how many there are, and how many rightly. */
export function scoreSure(
  contacts: readonly KnownContact[],
  pairs: readonly LinkedPair[],
): {readonly sure: number; readonly right: number} {
  const personOf = new Map(contacts.map(({id, person}) => [id, person]));
  const sure = pairs.filter(({band}) => band === 'sure');
  const right = sure.filter(
    ({ids: [one, other]}) => personOf.get(one) === personOf.get(other),
  );
  return {sure: sure.length, right: right.length};
}

/**
 * Contacts that come one after another, each joined with whoever surely is the same
 * person by then, as an import does it: how many were, and how many rightly.
 */
export function scoreArrivals(contacts: readonly KnownContact[]): {
  readonly sure: number;
  readonly right: number;
} {
  const there = new Map<string, KnownContact>();
  const byKey = new Map<string, Set<string>>();
  let [sure, right] = [0, 0];
  for (const contact of contacts) {
    const ids = matchKeys(contact.content).flatMap(key => [
      ...(byKey.get(key) ?? []),
    ]);
    const near = [...new Set(ids)].map(id => there.get(id)!);
    const match = findSureMatch(contact.content, near);
    const standing = match ?? contact;
    if (match !== undefined) sure += 1;
    if (match?.person === contact.person) right += 1;
    const {content} = uniteContents(standing.content, contact.content);
    there.set(standing.id, {...standing, content});
    for (const key of matchKeys(content)) {
      byKey.set(key, (byKey.get(key) ?? new Set()).add(standing.id));
    }
  }
  return {sure, right};
}
