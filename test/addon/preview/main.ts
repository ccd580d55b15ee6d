/**
 * `npm run preview`: the built add-on beside the sample domain's mail, drawn and
 * clickable in a browser. The real service answers it, on the emulator; no Google
 * account is touched.
 */
import {createServer} from 'node:http';
import type {IncomingMessage} from 'node:http';
import {ERROR_INFO_TYPE} from '../../../server/contract/status.ts';
import {parseAddresses} from '../../../src/headers.ts';
import {claimPort, freePort, HOST} from '../../demo/ports.ts';
import type {AddOn} from '../support/add-on.ts';
import {
  actionEvent,
  calendarEvent,
  composeEvent,
  homepageEvent,
  messageEvent,
} from '../support/events.ts';
import type {FormInputs} from '../support/events.ts';
import {afterAnswer, shownAtFirst} from '../support/host.ts';
import type {Json, Shown} from '../support/host.ts';
import type {HttpFault} from '../support/platform.ts';
import {openAddOnWorld, SERVICE_URL, STRANGERS} from '../support/world.ts';
import type {AddOnWorld} from '../support/world.ts';
import {drawCard, drawList} from './draw.ts';
import {drawPage} from './page.ts';
import type {Menu} from './page.ts';

const PORT = 8090;

const PLACES = ['message', 'home', 'compose', 'calendar'] as const;
type Place = (typeof PLACES)[number];
const FAULTS: Readonly<Record<string, HttpFault | undefined>> = {
  none: undefined,
  invited: broken(403, 'PERMISSION_DENIED', 'ACCOUNT_INVITED'),
  suspended: broken(403, 'PERMISSION_DENIED', 'ACCOUNT_SUSPENDED'),
  '403': broken(403, 'PERMISSION_DENIED'),
  '404': broken(404, 'NOT_FOUND'),
  '429': broken(429, 'RESOURCE_EXHAUSTED'),
  '500': broken(500, 'INTERNAL'),
  'time-out': 'timeout',
};

function broken(code: number, status: string, reason?: string): HttpFault {
  const details = reason && [{'@type': ERROR_INFO_TYPE, reason}];
  const error = {code, status, message: 'Broken on purpose', details};
  return {status: code, text: JSON.stringify({error})};
}

/** What the address of a page says. */
interface View {
  readonly person: string;
  readonly locale: string;
  readonly place: Place;
  readonly fault: string;
}

interface Sidebar {
  readonly addOn: AddOn;
  readonly event: Json;
  /** Of a message with several people, all of them. */
  readonly cards: readonly Json[];
  shown: Shown | undefined;
}

const FUNCTIONS: Readonly<Record<Place, string>> = {
  message: 'onMessageOpen',
  home: 'onHomepage',
  compose: 'onCompose',
  calendar: 'onEventOpen',
};

function eventAt({place, locale, person}: View, mailboxes: readonly string[]) {
  const where = {locale};
  switch (place) {
    case 'message':
      return messageEvent(where);
    case 'home':
      return homepageEvent(where);
    case 'compose':
      return composeEvent(where);
    case 'calendar':
      return calendarEvent(where, [
        {email: person, displayName: '', self: true},
        ...[...mailboxes, ...STRANGERS]
          .flatMap(parseAddresses)
          .map(({email, displayName = ''}) => ({email, displayName})),
      ]);
  }
}

/** Opened sidebars by their view: each has its own stack of cards, and its person's add-on. */
class Sidebars {
  readonly #world: AddOnWorld;
  readonly #people: readonly string[];
  readonly #opened = new Map<string, Sidebar>();
  constructor(world: AddOnWorld, people: readonly string[]) {
    this.#world = world;
    this.#people = people;
  }

  viewOf(url: URL): View {
    const given = Object.fromEntries(url.searchParams);
    return {
      person: given['person'] ?? this.#people[0]!,
      locale: given['locale'] ?? 'en',
      place: PLACES.find(place => place === given['place']) ?? 'message',
      fault: given['fault'] ?? 'none',
    };
  }

  /** As it is when the host opens it. */
  async open(view: View): Promise<Sidebar> {
    const addOn = await this.#world.addOnOf(view.person);
    addOn.platform.breakHttp(FAULTS[view.fault]);
    const event = eventAt(view, this.#world.share.mailboxes);
    const cards = addOn.cards(FUNCTIONS[view.place], event);
    const shown = cards.length === 1 ? shownAtFirst(cards) : undefined;
    const sidebar: Sidebar = {addOn, event, cards, shown};
    this.#opened.set(JSON.stringify(view), sidebar);
    return sidebar;
  }

  async get(view: View): Promise<Sidebar> {
    return this.#opened.get(JSON.stringify(view)) ?? this.open(view);
  }

  /** The manifest's service is none: pictures are asked of the one that is there. */
  withPictures(text: string): string {
    return text.replaceAll(SERVICE_URL, this.#world.backend.url);
  }

  menus(view: View): readonly Menu[] {
    const menu = (
      title: string,
      key: keyof View,
      values: readonly string[],
    ): Menu => ({
      title,
      choices: values.map(value => ({
        title: value.replace(/@.*/, ''),
        href: `?${new URLSearchParams({...view, [key]: value}).toString()}`,
        isNow: view[key] === value,
      })),
    });
    return [
      menu('Where', 'place', PLACES),
      menu('Language', 'locale', ['en', 'ja']),
      menu('Who', 'person', this.#people),
      menu('The service answers', 'fault', Object.keys(FAULTS)),
    ];
  }
}

function drawn({shown, cards}: Sidebar): string {
  if (shown === undefined) return drawList(cards);
  return drawCard(
    shown.stack.at(-1)!,
    shown.stack.length === 1 && cards.length === 1,
  );
}

const problemsOf = ({addOn: {platform}}: Sidebar) => [
  ...platform.cardService.takeRefusals(),
  ...platform.takeFaults(),
];

/** What the page's script sends. */
interface Press {
  readonly act?: {
    readonly function: string;
    readonly parameters: readonly {
      readonly key: string;
      readonly value: string;
    }[];
  };
  readonly back?: boolean;
  readonly choose?: number;
  readonly item?: string;
  readonly inputs: Readonly<
    Record<string, {readonly type: string; readonly values: readonly string[]}>
  >;
}

function press(sidebar: Sidebar, pressed: Press): object {
  const {act, back, choose, item} = pressed;
  if (choose !== undefined) {
    sidebar.shown = shownAtFirst([sidebar.cards[choose]!]);
  } else if (back === true) {
    const stack = sidebar.shown?.stack.slice(0, -1) ?? [];
    sidebar.shown = stack.length === 0 ? undefined : {stack};
    if (stack.length === 0 && sidebar.cards.length === 1) {
      sidebar.shown = shownAtFirst(sidebar.cards);
    }
  }
  if (act === undefined) return {html: drawn(sidebar)};
  const parameters = Object.fromEntries([
    ...act.parameters.map(({key, value}) => [key, value]),
    ...(item === undefined ? [] : [['grid_item_identifier', item]]),
  ]) as Record<string, string>;
  const event = actionEvent(sidebar.event, parameters, toForm(pressed.inputs));
  const answer = sidebar.addOn.call(act.function, event);
  if (answer?.className === 'SuggestionsResponse') {
    const {items} = answer.json['autoComplete'] as {
      readonly items: readonly {readonly text: string}[];
    };
    return {suggestions: items.map(({text}) => text)};
  }
  const before = sidebar.shown ?? {stack: []};
  const after = afterAnswer(before, answer);
  sidebar.shown = after;
  const isNew = after.stack.at(-1) !== before.stack.at(-1);
  return {
    ...(isNew && {html: drawn(sidebar)}),
    notification: after.notification,
    link: after.link,
    draft: after.draft && JSON.stringify(after.draft),
    problems: problemsOf(sidebar),
  };
}

const DATES: Readonly<Record<string, (text: string) => Json>> = {
  date: text => ({dateInput: {msSinceEpoch: String(Date.parse(text))}}),
  'datetime-local': text => ({
    dateTimeInput: {
      hasDate: true,
      hasTime: true,
      msSinceEpoch: String(Date.parse(`${text}Z`)),
    },
  }),
  time: text => {
    const [hours, minutes] = text.split(':').map(Number);
    return {timeInput: {hours, minutes}};
  },
};

function toForm(inputs: Press['inputs']): FormInputs {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, {type, values}]) => [
      name,
      DATES[type]?.(values[0]!) ?? {stringInputs: {value: values}},
    ]),
  );
}

async function bodyOf(request: IncomingMessage): Promise<Press> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Press;
}

async function answer(
  sidebars: Sidebars,
  request: IncomingMessage,
): Promise<{readonly type: string; readonly body: string}> {
  const url = new URL(request.url ?? '/', `http://${HOST}`);
  const view = sidebars.viewOf(url);
  if (request.method === 'POST') {
    const pressed = press(await sidebars.get(view), await bodyOf(request));
    return {
      type: 'application/json',
      body: sidebars.withPictures(JSON.stringify(pressed)),
    };
  }
  const sidebar = await sidebars.open(view);
  const page = drawPage(sidebars.menus(view), {
    html: drawn(sidebar),
    problems: problemsOf(sidebar),
  });
  return {
    type: 'text/html; charset=utf-8',
    body: sidebars.withPictures(page),
  };
}

async function main(): Promise<void> {
  const {PORT: asked} = process.env;
  const port = asked ? await claimPort(Number(asked)) : await freePort(PORT);
  console.log('The service and an emulator of Google start …');
  const world = await openAddOnWorld();
  const {owner, members} = world.share;
  const people = [owner, ...members, 'kenji.mori@sakura-trading.example'];
  const sidebars = new Sidebars(world, people);
  const server = createServer((request, response) => {
    void answer(sidebars, request)
      .then(({type, body}) =>
        response.writeHead(200, {'content-type': type}).end(body),
      )
      .catch((error: unknown) =>
        response
          .writeHead(500, {'content-type': 'text/plain; charset=utf-8'})
          .end(String(error)),
      );
  });
  server.listen(port, HOST, () =>
    console.log(`http://${HOST}:${port}/  Ctrl-C ends it`),
  );
  const stop = () => {
    server.close();
    server.closeAllConnections();
    void world.close();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

await main();
