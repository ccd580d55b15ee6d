import {expect, test} from '@jest/globals';
import {showHome} from '../../../src/handlers/homepage.ts';
import {
  decide,
  decideRemoval,
  markRead,
  showInbox,
} from '../../../src/handlers/inbox.ts';
import {undo} from '../../../src/handlers/undo.ts';
import type {Reply, Request} from '../../../src/ports.ts';
import {asJson, cardProblems, everyValue} from '../support/card-rules.ts';
import {LAST_ACT, serviceAfter} from '../support/last-act.ts';
import {everyOffered, offered, top} from '../support/offers.ts';
import {
  cardText,
  LABEL,
  OTHER_LABEL,
  OWN,
  samplePorts,
  sampleService,
  SATO,
} from '../support/sample.ts';

const working = sampleService('manager');

interface Row {
  readonly text: string;
  readonly topLabel?: string;
  readonly bottomLabel?: string;
}

/** As the service pages: of so many of one's own, and one after them that waits. */
const crowded =
  (own: number, held = 0) =>
  (request: Request): Reply => {
    const reply = working(request);
    const size = Number(/pageSize=(\d+)/.exec(request.path)?.[1]);
    if (request.path.startsWith('/v1/pendingRemovals')) {
      const {pendingRemovals} = (reply as {body: {pendingRemovals: object[]}})
        .body;
      const body = {pendingRemovals: Array(held).fill(pendingRemovals[0])};
      return {kind: 'answered', status: 200, body};
    }
    if (!request.path.startsWith('/v1/suggestions')) return reply;
    const [first] = (reply as {body: {suggestions: object[]}}).body.suggestions;
    const all = Array.from({length: own + 1}, (_, at) => ({
      ...first,
      mayDecide: at === own,
    }));
    return {
      kind: 'answered',
      status: 200,
      body: {suggestions: all.slice(0, size)},
    };
  };

const inbox = (service: (request: Request) => Reply = working) => {
  const {ports, asked} = samplePorts({service});
  const card = top(showInbox(ports, {}));
  const rows = everyValue(asJson(card), 'decoratedText') as readonly Row[];
  return {card, asked, rows};
};

test('a suggestion says of whom it is, what, who suggests it and when', () => {
  const {card, rows, asked} = inbox();
  expect(rows[0]).toMatchObject({
    topLabel: '佐藤 健',
    text: expect.stringContaining('Phone: 03-0000-0000 →'),
    bottomLabel: expect.stringMatching(/^aoi@example\.com · .*Nov/),
  });
  expect(offered(card, 'showContact')).toMatchObject({contact: SATO});
  // Two suggestions are of one contact.
  expect(asked.filter(({path}) => path.includes(SATO))).toHaveLength(1);
});

test.each([
  ['en', 'You ·', 'aoi@example.com removed it.', 'You removed it.'],
  ['ja', 'あなた ·', 'aoi@example.com さんが削除', 'あなたが削除'],
])(
  'one’s own suggestions and removals are one’s own words, in %s',
  (locale, own, others, mine) => {
    const said = (account: string) => {
      const {ports} = samplePorts({
        locale,
        service: request => {
          const reply = working(request);
          if (!request.path.startsWith('/v1/pendingRemovals')) return reply;
          const {pendingRemovals} = (
            reply as {body: {pendingRemovals: object[]}}
          ).body;
          const [first] = pendingRemovals;
          const body = {pendingRemovals: [{...first, account}]};
          return {kind: 'answered', status: 200, body};
        },
      });
      return cardText(top(showInbox(ports, {})));
    };
    expect(said('aoi@example.com')).toContain(own);
    expect(said('aoi@example.com')).toContain(others);
    expect(said(OWN)).toContain(mine);
  },
);

const saying = (value: string, many: number) => (request: Request) => {
  const reply = working(request);
  if (!request.path.startsWith('/v1/suggestions')) return reply;
  const {suggestions} = (reply as {body: {suggestions: object[]}}).body;
  const changes = [{field: 'biographies', new: [{value}]}];
  const body = {
    suggestions: Array.from({length: many}, (_, at) => ({
      ...suggestions[at % 2],
      changes,
    })),
  };
  return {kind: 'answered', status: 200, body} as const;
};

test('what is decided about can be read, as far as a host takes it', () => {
  const value = `${'Words '.repeat(200)}end`;
  expect(cardText(inbox(saying(value, 1)).card)).toContain(value);
  const {card} = inbox(saying('ほ'.repeat(3000), 100));
  expect(cardProblems(card, {linkPrefixes: []})).toEqual([]);
});

test('a suggested label is named', () => {
  const {rows} = inbox(request => {
    const reply = working(request);
    if (!request.path.startsWith('/v1/suggestions')) return reply;
    const {suggestions} = (reply as {body: {suggestions: object[]}}).body;
    const [first] = suggestions;
    const added = {...first, kind: 'add', label: OTHER_LABEL, changes: []};
    return {kind: 'answered', status: 200, body: {suggestions: [added]}};
  });
  expect(rows[0]?.text).toBe('Add to a label: 取引先');
});

test('where its contact cannot be read a suggestion can be decided all the same', () => {
  const {card, rows} = inbox(request =>
    request.path.includes(SATO) ? {kind: 'unreachable'} : working(request),
  );
  expect(rows[0]).not.toHaveProperty('topLabel');
  expect(offered(card, 'decide')).toBeDefined();
});

test('what waits is told on the homepage, and stands first, however many are one’s own', () => {
  const service = crowded(60);
  const home = showHome(samplePorts({service}).ports).cards[0]!;
  expect(cardText(home)).toContain('1 request waits for you');
  expect(inbox(service).card.sections[0]?.header).toBe('Suggestions for you');
});

test.each([
  ['en', 'And 37 more'],
  ['ja', 'ほか 37 件'],
])('what there is no room for is counted, in %s', (locale, text) => {
  const {ports} = samplePorts({service: crowded(50, 50), locale});
  const card = top(showInbox(ports, {}));
  expect(cardProblems(card, {linkPrefixes: []})).toEqual([]);
  expect(cardText(card).split(text)).toHaveLength(3);
});

test('what somebody is told of stands there until it is read, and no request twice', () => {
  const home = showHome(samplePorts({service: working}).ports).cards[0]!;
  expect(cardText(home)).toContain('2 requests wait for you · News: 3');
  const {card, rows} = inbox();
  expect(rows.filter(({text}) => text.startsWith('Notice'))).toMatchObject([
    {text: 'Notice 1: &lt;b&gt; &amp; “MENTION”'},
    {text: expect.stringMatching(/^Notice 3:/)},
    {text: expect.stringMatching(/^Notice 4:/)},
  ]);
  expect(offered(card, 'showLabel')).toMatchObject({label: LABEL});
  const {notices} = offered(card, 'markRead') as {notices: string};
  const {ports, asked} = samplePorts({service: working});
  expect(cardText(top(markRead(ports, {notices})))).toContain('Marked as read');
  expect(asked[0]).toMatchObject({
    path: '/v1/notices:markRead',
    body: {
      notices: [1, 3, 4].map(
        at => `notices/aaaaaaa${at}-aaaa-4aaa-8aaa-aaaaaaaaaaaa`,
      ),
    },
  });
});

test.each(['en', 'ja'])('notices are asked for in %s', locale => {
  const {ports, asked} = samplePorts({service: working, locale});
  showInbox(ports, {});
  expect(asked.map(({path}) => path)).toContain(
    `/v1/notices?pageSize=100&languageCode=${locale}`,
  );
});

test('without notices everything else is there', () => {
  const service = (request: Request): Reply =>
    request.path.startsWith('/v1/notices')
      ? {kind: 'unreachable'}
      : working(request);
  expect(offered(inbox(service).card, 'decide')).toBeDefined();
  const home = showHome(samplePorts({service}).ports).cards[0]!;
  expect(cardText(home)).toContain('2 requests wait for you\n');
});

/** The Undo that is offered once the sample's first suggestion or removal is decided so. */
function decideWith(
  act: 'decide' | 'decideRemoval',
  verdict: string,
  service: (request: Request) => Reply = working,
) {
  const {card} = inbox();
  const answer = {decide, decideRemoval}[act](samplePorts({service}).ports, {
    ...offered(card, act),
    verdict,
  } as never);
  return offered(top(answer), 'undo');
}

const FIRST = 'suggestions/66666661-6666-4666-8666-666666666666';

test.each(['reject', 'withdraw'])(
  'a suggestion that one did %s waits again once that is undone',
  verdict => {
    const way = decideWith('decide', verdict)!;
    const {ports, asked} = samplePorts({service: working});
    const card = top(undo(ports, way as never));
    expect(asked[0]?.path).toBe(`/v1/${FIRST}:reopen`);
    expect(offered(card, 'decide')).toBeDefined();
  },
);

test.each([
  ['the fields of one that was there', {kind: 'suggestion'}, true],
  ['the label it was put on', {labelsAdded: [OTHER_LABEL]}, true],
  ['nothing where somebody was quicker', {kind: 'edit'}, false],
])('accepting is undone by its revision: %s', (_, lastAct, isOffered) => {
  const way = decideWith('decide', 'accept', serviceAfter('manager', lastAct));
  const path = way && (JSON.parse(way['call']!) as Request).path;
  expect(path).toBe(isOffered ? `/v1/${LAST_ACT}:undo` : undefined);
});

const gone = (request: Request): Reply =>
  request.method === 'GET' && request.path.startsWith('/v1/contacts/')
    ? {kind: 'answered', status: 404, body: {}}
    : working(request);

/** As an admin has it, who decides about every label. */
const ofOthers = (request: Request): Reply =>
  request.method === 'GET' && request.path === `/v1/${LABEL}`
    ? {kind: 'answered', status: 404, body: {}}
    : gone(request);

/** Removed from a label of the person's, and seen in another that they only edit. */
const sharedElsewhere = (request: Request): Reply =>
  request.path === `/v1/${LABEL}`
    ? working(request)
    : serviceAfter('editor', {})(request);

test.each([
  ['is in the trash', gone, `/v1/${SATO}:undelete`],
  [
    'is managed elsewhere too',
    serviceAfter('manager', {}),
    `/v1/${LABEL}/contacts:add`,
  ],
  ['was in a label of others', ofOthers, undefined],
  ['is elsewhere another’s to share', sharedElsewhere, undefined],
] as const)(
  'a contact whose removal was approved goes back by who may, where it %s',
  (_, service, path) => {
    const way = decideWith('decideRemoval', 'approve', service);
    expect(way && (JSON.parse(way['call']!) as Request).path).toBe(path);
  },
);

test('what is kept has nothing to undo', () => {
  expect(decideWith('decideRemoval', 'reject')).toBeUndefined();
});

/** With a held removal of the person's own before one that waits for them. */
const withOwn = (request: Request): Reply => {
  const reply = working(request);
  if (!request.path.startsWith('/v1/pendingRemovals?')) return reply;
  const {pendingRemovals} = (reply as {body: {pendingRemovals: object[]}}).body;
  const own = {...pendingRemovals[0], account: OWN, mayDecide: false};
  const body = {pendingRemovals: [own, ...pendingRemovals]};
  return {kind: 'answered', status: 200, body};
};

test.each([
  ['en', 'You removed it. It stays unless a manager agrees by'],
  ['ja', 'までにマネージャーが承認しない場合は残ります。'],
])(
  'a held removal of one’s own stands last, and waits for others: in %s',
  (locale, text) => {
    const {ports} = samplePorts({service: withOwn, locale});
    const card = top(showInbox(ports, {}));
    const verdicts = everyOffered(card, 'decideRemoval').map(
      ({verdict}) => verdict,
    );
    expect(verdicts).toEqual(['approve', 'reject', 'withdraw']);
    expect(cardText(card)).toContain(text);
    const home = (service: typeof working) =>
      cardText(showHome(samplePorts({service}).ports).cards[0]!);
    expect(home(withOwn)).toContain('2 requests wait for you');
    expect(home(withOwn)).toBe(home(working));
  },
);

test('a held removal of one’s own is withdrawn, and undone it waits again', () => {
  const {ports, asked} = samplePorts({service: withOwn});
  const own = everyOffered(top(showInbox(ports, {})), 'decideRemoval').at(-1);
  const card = top(decideRemoval(ports, own as never));
  expect(asked.some(({path}) => path.endsWith(':withdraw'))).toBe(true);
  expect(cardText(card)).toContain('Withdrawn.');
  undo(ports, offered(card, 'undo') as never);
  expect(asked).toContainEqual(
    expect.objectContaining({
      path: `/v1/${LABEL}/contacts:remove`,
      body: {contacts: [SATO]},
    }),
  );
});

test.each([
  ['a manager', 'labels', true],
  ['an admin of other labels', 'nothing', false],
])('%s sees whom a held removal is about where they may', (_, seen, opens) => {
  const {card} = inbox(request => {
    if (/^\/v1\/(suggestions|notices)/.test(request.path)) {
      const body = {suggestions: [], notices: [], unreadCount: 0};
      return {kind: 'answered', status: 200, body};
    }
    const isLabels = request.path.startsWith('/v1/labels?');
    return isLabels && seen === 'nothing'
      ? {kind: 'answered', status: 200, body: {labels: []}}
      : working(request);
  });
  expect(offered(card, 'decideRemoval')).toBeDefined();
  expect(offered(card, 'showContact') !== undefined).toBe(opens);
});
