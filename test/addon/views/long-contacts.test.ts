import {expect, test} from '@jest/globals';
import type {Person} from '../../../server/contract/person.ts';
import type {Card} from '../../../src/card.ts';
import {
  showComment,
  showComments,
  showContact,
  showMore,
} from '../../../src/handlers/contact.ts';
import type {Ports, Request} from '../../../src/ports.ts';
import {asJson, cardProblems, everyValue} from '../support/card-rules.ts';
import {offered, top} from '../support/offers.ts';
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
