import {expect, test} from '@jest/globals';
import type {Person, PersonItem} from '../../../server/contract/person.ts';
import type {Card} from '../../../src/card.ts';
import {
  showComment,
  showComments,
  showContact,
  showMore,
} from '../../../src/handlers/contact.ts';
import {FIELD_NAMES} from '../../../src/form/form.ts';
import {addField, addPerson, editContact} from '../../../src/handlers/form.ts';
import {openEvent, openMessage} from '../../../src/handlers/message.ts';
import type {Ports, Request} from '../../../src/ports.ts';
import {asJson, cardProblems, everyValue} from '../support/card-rules.ts';
import {everyOffered, offered, top} from '../support/offers.ts';
import {
  cardText,
  samplePorts,
  sampleService,
  sato,
  SATO,
  type SampleOptions,
} from '../support/sample.ts';

const service = sampleService('viewer');
const answering =
  (pattern: RegExp, more: (body: object) => object) => (request: Request) => {
    const reply = service(request);
    return pattern.test(request.path) && reply.kind === 'answered'
      ? {...reply, body: more(reply.body as object)}
      : reply;
  };

/** A contact that says this much. */
const saying = (person: Person, options: SampleOptions = {}) =>
  samplePorts({
    service: answering(new RegExp(`^/v1/${SATO}$`), body => ({
      ...body,
      person: {...sato('viewer').person, ...person},
    })),
    ...options,
  }).ports;

const many = (count: number, value: (at: number) => string) =>
  Array.from({length: count}, (_, at) => ({value: value(at)}));

const linksOf = (card: Card) =>
  (everyValue(asJson(card), 'openLink') as {url: string}[]).map(({url}) => url);
const RULES = {linkPrefixes: ['https://www.google.com/maps/']};

/** Every card that "more" leads to, one after another. */
function moreOf(ports: Ports, of: string): Card[] {
  const cards: Card[] = [];
  let way = offered(top(showContact(ports, {contact: SATO})), 'showMore');
  expect(way).toMatchObject({of});
  while (way !== undefined) {
    const card = top(showMore(ports, way as never));
    expect(cardProblems(card, RULES)).toEqual([]);
    cards.push(card);
    way = offered(card, 'showMore');
  }
  return cards;
}

test.each([
  ['en', 'And 2 more', 'Phone'],
  ['ja', 'ほか 2 件', '電話'],
])(
  'phones that a card has no room for are one tap away, in %s',
  (locale, more, title) => {
    const number = (at: number) => `+8190123456${at + 10}`;
    const ports = saying({phoneNumbers: many(10, number)}, {locale});
    expect(cardText(top(showContact(ports, {contact: SATO})))).toContain(more);
    const [card] = moreOf(ports, 'phoneNumbers');
    expect(card!.header?.title).toBe(title);
    expect(linksOf(card!)).toEqual(
      Array.from({length: 10}, (_, at) => `tel:${number(at)}`),
    );
  },
);

test('addresses that no card has room for stand on several', () => {
  const addresses = many(200, at => `${at}`).map(({value}) => ({
    streetAddress: `Street ${value}`,
  }));
  const cards = moreOf(saying({addresses}), 'addresses');
  expect(cards.flatMap(linksOf)).toHaveLength(200);
});

test('details that a card has no room for are one tap away', () => {
  const ports = saying({urls: many(40, at => `https://${at}.example`)});
  const [card] = moreOf(ports, 'details');
  expect(cardText(card!)).toContain('https://39.example');
});

test('a contact that lost meanwhile what there was more of is shown as it is', () => {
  const answer = showMore(saying({}), {contact: SATO, of: 'urls', from: '90'});
  expect(offered(top(answer), 'editContact')).toBeDefined();
});

test('a contact on a label of a long name is shown', () => {
  const displayName = 'L'.repeat(200);
  const labels = sampleService('owner');
  const {ports} = samplePorts({
    service: request => {
      const reply = labels(request);
      return request.path.startsWith('/v1/labels?') && reply.kind === 'answered'
        ? {...reply, body: {labels: [{...labelsOf(reply)[0], displayName}]}}
        : reply;
    },
  });
  const card = top(showContact(ports, {contact: SATO}));
  expect(offered(card, 'takeOff')).toBeDefined();
  expect(cardProblems(card, RULES)).toEqual([]);
  expect(cardText(card)).toContain(displayName);
});

const labelsOf = ({body}: {readonly body?: unknown}) =>
  (body as {labels: object[]}).labels;

test('a name that the header has no room for, or not all of, stands below', () => {
  const shown = (name: PersonItem) =>
    said(top(showContact(saying({names: [name]}), {contact: SATO})));
  const givenName = 'ab'.repeat(100);
  expect(shown({givenName})).toContain(givenName);
  expect(shown({givenName: 'Ann', honorificPrefix: 'Dr.'})).toContain('Dr.Ann');
  expect(shown({givenName: 'Ann'})).not.toContain('Ann');
});

const times = (card: Card, text: string) =>
  cardText(card).split(text).length - 1;

test('the company that stands in the header does not stand below it too', () => {
  const shown = (person: Person) =>
    top(showContact(saying(person), {contact: SATO}));
  const acme = {name: 'ACME', title: 'CEO'};
  const two = shown({organizations: [acme, {name: 'Hoshi'}]});
  expect(times(two, 'ACME')).toBe(1);
  expect(times(two, 'Hoshi')).toBe(1);
  const long = {name: `${'A'.repeat(150)} ACME`};
  expect(times(shown({organizations: [long]}), 'ACME')).toBe(1);
  const told = shown({organizations: [{jobDescription: 'Sells'}]});
  expect(times(told, 'Sells')).toBe(1);
  const nameless = shown({names: [], organizations: [{name: 'ACME'}]});
  expect(times(nameless, 'ACME')).toBe(1);
});

const LONG = [
  ['of words', 'long words & '.repeat(200)],
  ['of one word', 'x'.repeat(2000)],
  ['of characters in pairs', `a${'𠮷'.repeat(1500)}`],
] as const;

/** What it says, without what came in between. */
const said = (card: Card) =>
  (everyValue(asJson(card), 'text') as string[])
    .join('')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s|<br>/g, '');

test.each(LONG)('a long note %s is read whole', (_, value) => {
  const cards = moreOf(saying({biographies: [{value}]}), 'details');
  expect(said(cards[0]!)).toContain(value.replaceAll(' ', ''));
});

test.each(LONG)(
  'a long comment %s is read whole among the others',
  (_, text) => {
    const typed = {text: ['Half a thought']};
    const {ports} = samplePorts({
      event: {inputs: typed},
      service: answering(/\/comments\?/, body => {
        const {comments} = body as {comments: object[]};
        const long = {...comments[0], text, name: 'c/9'};
        return {...body, comments: [comments[0], long]};
      }),
    });
    const list = top(showComments(ports, {contact: SATO}));
    expect(said(list)).not.toContain(text.replaceAll(' ', ''));
    const way = offered(list, 'showComment');
    expect(way).toMatchObject({comment: 'c/9'});
    const card = top(showComment(ports, way as never));
    expect(cardProblems(card, RULES)).toEqual([]);
    expect(said(card)).toContain(text.replaceAll(' ', ''));
    expect(said(card)).toContain('Met&lt;him&gt;');
    expect(offered(card, 'showComment')).toBeUndefined();
    expect(cardText(card)).toContain('Half a thought');
  },
);

/** Of everything far more than any card has room for. */
const full = (words: string, count: number) => ({
  ...Object.fromEntries(
    [
      ...['phoneNumbers', 'emailAddresses', 'urls', 'relations', 'events'],
      ...['nicknames', 'calendarUrls', 'imClients', 'userDefined'],
    ].map(field => [
      field,
      many(count, at => `${at}${words}`).map(item => ({
        ...item,
        key: 'A key',
      })),
    ]),
  ),
  addresses: many(count, at => `${at}`).map(({value}) => ({
    streetAddress: value,
    city: 'City',
    region: 'Region',
  })),
  organizations: many(50, at => `${at}`).map(({value}) => ({name: value})),
  ...(words !== '' && {biographies: [{value: 'とても長い話。'.repeat(9000)}]}),
});

const fullService = (words: string, count: number) => (request: Request) =>
  answering(/./, body => {
    const contact = {
      ...sato('owner'),
      person: {...sato('owner').person, ...full(words, count)},
      customFieldProblems: Array.from({length: 150}, () => ({
        ...sato('owner').customFieldProblems![0]!,
      })),
    };
    const filled = JSON.stringify(body).replaceAll(
      JSON.stringify(sato('viewer')),
      JSON.stringify(contact),
    );
    const {labels, cards, ...rest} = JSON.parse(filled) as {
      readonly labels?: readonly (string | object)[];
      readonly cards?: readonly {readonly labels: readonly object[]}[];
    };
    const one = labels?.[0];
    return {
      ...rest,
      ...(labels && {
        labels:
          typeof one === 'object'
            ? Array.from({length: 150}, () => one)
            : labels,
      }),
      ...(cards && {
        cards: cards.map(card => ({
          ...card,
          labels: Array.from({length: 150}, () => card.labels[0]),
        })),
      }),
    };
  })(request);

test.each([
  ['en', ' and long &'.repeat(20), 150],
  ['ja', '', 150],
  // As many as a form has room for of each.
  ['en', '', 15],
])(
  'who has of everything too much has cards and forms that a host takes (%#), in %s',
  (locale, words, count) => {
    const service = fullService(words, count);
    const {ports} = samplePorts({locale, service});
    const contact = {contact: SATO};
    const [known, stranger] = openMessage(ports).cards;
    const form = top(editContact(ports, contact));
    const state = offered(form, 'saveForm') as never;
    const added = FIELD_NAMES.map(field =>
      addField(
        samplePorts({
          locale,
          service,
          event: {inputs: {field: [field]}},
        }).ports,
        state,
      ),
    );
    const shown = [
      ...[known!, stranger!, form, top(showContact(ports, contact))],
      top(addPerson(ports, {email: 'bob@unknown.example'})),
      ...added.map(top),
    ];
    expect(shown.flatMap(card => cardProblems(card, RULES))).toEqual([]);
  },
);

test('of a crowd each is one tap away, as many as a card has room for', () => {
  const {ports} = samplePorts({
    event: {
      calendarEvent: {
        canSeeAttendees: true,
        attendees: Array.from({length: 200}, (_, at) => ({
          ...{email: `p${at}@unknown.example`, self: false, resource: false},
        })),
      },
    },
  });
  const {cards} = openEvent(ports);
  expect(cards.length).toBeLessThanOrEqual(21);
  expect(everyOffered(cards.at(-1)!, 'showPerson').length).toBeGreaterThan(80);
  expect(cards.flatMap(card => cardProblems(card, RULES))).toEqual([]);
});
