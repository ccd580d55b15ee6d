/** Presses everything that cards offer, some steps deep, and says what a person would stumble over. */
import {SourceMap} from 'node:module';
import type {SourceMapPayload} from 'node:module';
import type {AddOn} from './add-on.ts';
import {everyValue} from './card-rules.ts';
import {actionEvent} from './events.ts';
import type {FormInputs} from './events.ts';
import {actsOn, afterAnswer, formOf, hasWayOut, shownAtFirst} from './host.ts';
import type {Act, Json, Shown} from './host.ts';
import type {HttpFault} from './platform.ts';

/** A function of the manifest, and what the host calls it with; of `onAction` a card that lies deep. */
export interface Entry {
  readonly name: string;
  readonly event: Json;
}

/** Pressed in a place where the host's event is this one. */
export function entryOf(
  base: Json,
  parameters: Readonly<Record<string, string>>,
): Entry {
  return {name: 'onAction', event: actionEvent(base, parameters, {})};
}

export interface Findings {
  /** By the way that led there. */
  readonly problems: readonly string[];
  /** Every act that was pressed. */
  readonly acts: ReadonlySet<string>;
  readonly calls: number;
}

const DEPTH = 3;
/** A crawl that takes more goes round in circles. */
const CALLS_MAX = 3000;
const TYPED = 'Typed words 入力';
const TYPED_ADDRESS = 'typed.words@elsewhere.example';
/** These go last: what they take away cannot be looked at any more. */
const TAKES_AWAY = /delete|remove|leave|stop|transfer|revoke|reject|merge/i;

interface Step {
  readonly shown: Shown;
  readonly path: readonly string[];
}

export interface Crawler {
  /** @param sourceMap of the bundle: it names the places of what broke */
  readonly addOn: AddOn;
  readonly sourceMap: string;
}

/**
 * Every act that can be reached within three steps of the entry, pressed once on each kind of card.
 *
 * @param pressed what was, and after how many steps, from other entries too; it grows
 */
export function crawl(
  {addOn, sourceMap}: Crawler,
  entry: Entry,
  pressed = new Map<string, number>(),
): Findings {
  const look = observer(addOn, sourceMap);
  const acts = new Set<string>();
  const {roots, problems} = enter(addOn, entry, look);
  let calls = 1;
  let steps: readonly Step[] = roots;
  for (let depth = 0; depth < DEPTH; depth += 1) {
    const next: Step[] = [];
    for (const step of steps) {
      const offered = distinctActs(topOf(step.shown));
      const kind = kindOf(offered);
      for (const act of offered) {
        const key = `${kind} > ${nameOf(act)}`;
        // From nearer by, more can be reached.
        if ((pressed.get(key) ?? DEPTH) <= depth) continue;
        pressed.set(key, depth);
        acts.add(nameOf(act));
        calls += 1;
        if (calls > CALLS_MAX)
          throw new Error(`${CALLS_MAX} calls are not enough`);
        const path = [...step.path, nameOf(act)];
        const {shown, found} = press(addOn, entry, step.shown, act);
        problems.push(...[...found, ...look()].map(at(path)));
        if (shown !== undefined && !act.isSuggestion) next.push({shown, path});
      }
    }
    steps = next;
  }
  return {problems, acts, calls};
}

const FAULTS: Readonly<Record<string, HttpFault>> = {
  ...Object.fromEntries(
    [
      [401, 'UNAUTHENTICATED'],
      [403, 'PERMISSION_DENIED'],
      [404, 'NOT_FOUND'],
      [409, 'ABORTED'],
      [429, 'RESOURCE_EXHAUSTED'],
      [500, 'INTERNAL'],
    ].map(([code, status]) => [
      code,
      {
        status: Number(code),
        text: JSON.stringify({error: {code, status, message: 'Broken'}}),
      },
    ]),
  ),
  'time-out': 'timeout',
  garbage: {status: 200, text: '<html>Bad gateway</html>'},
  'other JSON': {status: 200, text: '{"labels":[{"name":1}],"matches":7}'},
};

/**
 * The entry, and each first step from it, while the service fails in every way.
 *
 * @param pressed what was, from other entries too; it grows
 */
export function crawlFaults(
  {addOn, sourceMap}: Crawler,
  entry: Entry,
  pressed = new Set<string>(),
): Findings {
  const look = observer(addOn, sourceMap);
  const acts = new Set<string>();
  const problems: string[] = [];
  let calls = 0;
  const {roots} = enter(addOn, entry, look);
  for (const [name, fault] of Object.entries(FAULTS)) {
    addOn.platform.cache.clear();
    addOn.platform.breakHttp(fault);
    problems.push(
      ...enter(addOn, entry, look).problems.map(text => `${name}: ${text}`),
    );
    for (const step of roots) {
      const offered = distinctActs(topOf(step.shown));
      const kind = kindOf(offered);
      for (const act of offered) {
        const key = `${name}: ${kind} > ${nameOf(act)}`;
        if (pressed.has(key)) continue;
        pressed.add(key);
        addOn.platform.cache.clear();
        acts.add(nameOf(act));
        calls += 1;
        addOn.platform.takeCalls();
        const {shown, found} = press(addOn, entry, step.shown, act);
        const lost = lostWords(addOn, step.shown, shown);
        problems.push(
          ...[...found, ...lost, ...look()].map(
            at([name, ...step.path, nameOf(act)]),
          ),
        );
      }
    }
    addOn.platform.breakHttp(undefined);
  }
  return {problems, acts, calls};
}

/** Opens the entry as the host does. */
function enter(addOn: AddOn, {name, event}: Entry, look: () => string[]) {
  let cards: readonly Json[] = [];
  const found: string[] = [];
  try {
    cards =
      name === 'onAction'
        ? afterAnswer({stack: []}, addOn.call(name, event)).stack
        : addOn.cards(name, event);
  } catch (error) {
    found.push(`throws ${String(error)}`);
  }
  if (cards.length === 0) found.push('no card');
  const roots = cards.map((card): Step => ({
    shown: shownAtFirst([card]),
    path: [name],
  }));
  for (const {shown} of roots) {
    if (!hasWayOut(topOf(shown))) found.push('a card that leads nowhere');
  }
  return {roots, problems: [...found, ...look()].map(at([name]))};
}

function press(addOn: AddOn, entry: Entry, shown: Shown, act: Act) {
  const card = topOf(shown);
  const event = actionEvent(entry.event, act.parameters, filled(card));
  const found: string[] = [];
  let next: Shown | undefined;
  try {
    const answer = addOn.call(act.called, event);
    if (act.isSuggestion !== (answer?.className === 'SuggestionsResponse')) {
      found.push(`answers ${answer?.className ?? 'nothing'}`);
    }
    next = act.isSuggestion ? shown : afterAnswer(shown, answer);
    if (next.stack.length === 0) found.push('no card');
    else if (next.stack.length === 1 && !hasWayOut(topOf(next))) {
      found.push('a card that leads nowhere');
    }
  } catch (error) {
    found.push(`throws ${String(error)}`);
  }
  return {shown: next, found};
}

/** As a person would fill it in: what stands there stays, and empty inputs get words. */
function filled(card: Json): FormInputs {
  return formOf(card, input => {
    if (input['value'] !== undefined && input['value'] !== '') return undefined;
    return isForAddress(input) ? TYPED_ADDRESS : TYPED;
  });
}

function isForAddress(input: Json): boolean {
  const validation = input['validation'] as Json | undefined;
  return validation?.['inputType'] === 'EMAIL';
}

/** What was typed for a change that did not come about, and is nowhere to be seen now. */
function lostWords(
  addOn: AddOn,
  before: Shown,
  after: Shown | undefined,
): readonly string[] {
  const wasWritten = addOn.platform
    .takeCalls()
    .some(({method, url}) => method !== 'GET' && !url.includes(':lookup'));
  if (!wasWritten || after === undefined) return [];
  const card = topOf(before);
  if (topOf(after) === card) return [];
  // What was only looked for is still in the card below; whether a host keeps more of it there, nobody says.
  const searched = after.stack.includes(card) ? searchInputs(card) : [];
  const now = JSON.stringify(topOf(after));
  return Object.entries(filled(card))
    .filter(([name]) => !searched.includes(name))
    .flatMap(([, input]) => (input['stringInputs'] as Json)?.['value'] ?? [])
    .map(String)
    .filter(text => /^typed/i.test(text) && !now.includes(text))
    .map(text => `${text} is lost`);
}

/** Inputs that ask the service while somebody types. */
function searchInputs(card: Json): readonly string[] {
  return (everyValue(card, 'textInput') as readonly Json[])
    .filter(input => input['autoCompleteAction'] !== undefined)
    .map(input => String(input['name']));
}

/** Each act once, with the parameters of its first place on the card. */
function distinctActs(card: Json): readonly Act[] {
  const byName = new Map<string, Act>();
  for (const act of actsOn(card)) {
    const key = `${nameOf(act)} ${Object.keys(act.parameters).sort().join()}`;
    if (!byName.has(key)) byName.set(key, act);
  }
  return [...byName.values()].toSorted(
    (a, b) =>
      Number(TAKES_AWAY.test(nameOf(a))) - Number(TAKES_AWAY.test(nameOf(b))),
  );
}

function nameOf(act: Act): string {
  return act.parameters['act'] ?? act.called;
}

/** Cards that offer the same acts are of one kind. */
function kindOf(offered: readonly Act[]): string {
  return [...new Set(offered.map(nameOf))].sort().join();
}

function topOf({stack}: Shown): Json {
  return stack.at(-1) ?? {};
}

const at = (path: readonly string[]) => (problem: string) =>
  `${path.join(' > ')}: ${problem}`;

/** What the platform saw that the add-on kept to itself. */
function observer(addOn: AddOn, sourceMap: string): () => string[] {
  return () => [
    ...addOn.platform.cardService.takeRefusals(),
    ...addOn.platform
      .takeFaults()
      .map(text => `an exception was hidden: ${inOurLines(text, sourceMap)}`),
  ];
}

/** `Code.js:1:2345` is `src/views/homepage.ts:12`. */
function inOurLines(text: string, sourceMap: string): string {
  const map = new SourceMap(JSON.parse(sourceMap) as SourceMapPayload);
  return text.replaceAll(/Code\.js:(\d+):(\d+)/g, (whole, line, column) => {
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    return 'originalSource' in entry
      ? `${entry.originalSource}:${entry.originalLine + 1}`
      : String(whole);
  });
}
