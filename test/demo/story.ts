/** What the demo does before the reader's eyes. */
import {setTimeout as delay} from 'node:timers/promises';
import {
  SAMPLE_GROUP,
  SAMPLE_LABEL,
  SAMPLE_REGION,
  SAMPLE_SHARER,
} from '../emulator/sample.ts';
import {membersOf, watchArrivals} from './arrivals.ts';
import type {Arrival, Member} from './arrivals.ts';
import {countLinked, findSharedContact} from './books.ts';
import type {Book, Emulator, Service} from './calls.ts';
import {DemoFault} from './fault.ts';
import {editOnPhone, NEW_NUMBER} from './phone-edit.ts';
import type {Screen} from './screen.ts';
import {fit, fitRight, printable} from './text-width.ts';

const ROLE = 'editor';
const LOOK_MS = 50;
const READ_MS_MAX = 120_000;
const NAME_WIDTH = 20;
const NUMBER_WIDTHS = [11, 14, 15];
const RULE = '─'.repeat(76);

export interface Stage {
  readonly screen: Screen;
  readonly emulator: Emulator;
  readonly service: Service;
  readonly signal: AbortSignal;
}

/** What the reader can go on with. */
export interface Told {
  /** Resource names. */
  readonly label: string;
  readonly contact: string;
  readonly sharer: Member;
  /** A member who is not the sharer. */
  readonly onlooker: Member;
}

/** @throws DemoFault when something of it does not come about. */
export async function tellStory(
  stage: Stage,
  labelName: string,
): Promise<Told> {
  const {screen, emulator, service} = stage;
  const world = await emulator.world();
  const members = membersOf(world, SAMPLE_GROUP);
  const sharer = members.find(({email}) => email === SAMPLE_SHARER);
  if (sharer === undefined) throw new DemoFault('The sharer is not there.');
  const label = await shareLabel(stage, {labelName, sharer});
  const before = await readBooks(emulator, members);
  await emulator.resetCounters();
  const sinceMs = performance.now();
  await service.grantToGroup(label.name, SAMPLE_GROUP, ROLE);
  const arrivals = await showArrivals(stage, {label, before, members, sinceMs});
  explainNotes(screen, arrivals);
  const onlooker = await showPhoneEdit(stage, {
    arrivals,
    books: await readBooks(emulator, members),
    labelName,
    feedDelayMs: world.switches.feedDelayMs,
  });
  const contact = await service.anyContact(label.name);
  return {label: label.name, contact, sharer, onlooker};
}

async function readBooks(
  emulator: Emulator,
  members: readonly Member[],
): Promise<ReadonlyMap<string, Book>> {
  const books = new Map<string, Book>();
  for (const {email} of members) books.set(email, await emulator.book(email));
  return books;
}

interface SharedLabel {
  readonly name: string;
  readonly displayName: string;
  readonly size: number;
}

async function shareLabel(
  {screen, emulator, service, signal}: Stage,
  {labelName, sharer}: {readonly labelName: string; readonly sharer: Member},
): Promise<SharedLabel> {
  const {bold} = screen.paint;
  screen.live(`  ${sharer.name} signs in …`);
  await readAfter(service, undefined, signal);
  const {groups} = await emulator.book(SAMPLE_SHARER);
  const group = groups.find(({name}) => name === labelName);
  if (group === undefined) throw new DemoFault(`No label ${labelName}.`);
  const before = await service.lastSyncTime();
  const name = await service.shareGroup(group.resourceName);
  // A label of the visitor's own contacts may be of any country.
  if (labelName === SAMPLE_LABEL) await service.setRegion(name, SAMPLE_REGION);
  await readAfter(service, before, signal);
  const size = await service.contactCount(name);
  if (size === 0) {
    throw new DemoFault(`No contact of the label ${labelName} became shared.`);
  }
  const rest = group.members.length - size;
  screen.print(
    `  ${bold(sharer.name)} shares the label ${bold(printable(labelName))}, ${count(size, 'contact')}, with the`,
    `  group ${bold(SAMPLE_GROUP)}, as editors.`,
    ...(rest > 0
      ? [
          `  Held: ${count(rest, 'more contact')} of people who are in it already.`,
        ]
      : []),
    '',
  );
  return {name, displayName: labelName, size};
}

/** Waits until the sharer's account was read to the end once more. */
async function readAfter(
  service: Service,
  before: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const until = performance.now() + READ_MS_MAX;
  while (performance.now() < until) {
    if ((await service.lastSyncTime()) !== before) return;
    await delay(LOOK_MS, undefined, {signal});
  }
  throw new DemoFault(
    `The sharer's account was not read within ${READ_MS_MAX / 1000} s.`,
  );
}

async function showArrivals(
  {screen, emulator, service, signal}: Stage,
  {
    label,
    before,
    members,
    sinceMs,
  }: {
    readonly label: SharedLabel;
    readonly before: ReadonlyMap<string, Book>;
    readonly members: readonly Member[];
    readonly sinceMs: number;
  },
): Promise<readonly Arrival[]> {
  const {dim} = screen.paint;
  const head = [
    dim(`  ${columns('Member', 'Copies', 'Google calls', 'Arrived after')}`),
    dim(`  ${RULE}`),
  ];
  const row = (arrival: Arrival) => arrivalRow(screen, arrival, label.size);
  const shown = new Set<string>();
  screen.print(...head);
  const arrivals = await watchArrivals(label, {
    service,
    emulator,
    members,
    sinceMs,
    signal,
    countLinked: async email => {
      const book = before.get(email);
      if (book === undefined) return 0;
      return countLinked(book, await emulator.book(email), label.displayName);
    },
    onChange(latest) {
      screen.live(...latest.map(row));
      if (screen.isLive) return;
      const news = latest.filter(
        ({email, afterMs}) => afterMs !== undefined && !shown.has(email),
      );
      for (const arrival of news) {
        shown.add(arrival.email);
        screen.print(row(arrival));
      }
    },
  });
  if (screen.isLive) screen.print(...arrivals.map(row));
  const calls = await emulator.countCalls();
  const sum = (numbers: readonly number[]) =>
    numbers.reduce((total, each) => total + each, 0);
  const copies = sum(arrivals.map(arrival => arrival.copies));
  const lastMs = Math.max(...arrivals.map(({afterMs = 0}) => afterMs));
  screen.print(
    `  ${columns('Everybody', copies.toLocaleString('en'), `${sum(Object.values(calls))}`, milliseconds(lastMs))}  ${dim('with Directory')}`,
    '',
  );
  return arrivals;
}

function columns(name: string, ...rest: readonly string[]): string {
  const cells = rest.map((text, index) =>
    fitRight(text, NUMBER_WIDTHS[index]!),
  );
  return fit(printable(name), NAME_WIDTH) + cells.join('');
}

function arrivalRow(
  {paint}: Screen,
  {email, name, copies, waiting, linked, calls, afterMs}: Arrival,
  size: number,
): string {
  if (afterMs === undefined) {
    const soFar = columns(name, `${copies}/${size}`, `${calls}`, '…');
    return paint.dim(`  ${soFar}`);
  }
  const line = columns(name, `${copies}`, `${calls}`, milliseconds(afterMs));
  const notes = [
    ...(email === SAMPLE_SHARER ? [paint.dim('sharer')] : []),
    ...(linked > 0 ? [paint.green(`${linked} linked`)] : []),
    ...(waiting > 0 ? [paint.yellow(`${waiting} held`)] : []),
  ];
  return `  ${line}  ${notes.join(', ')}`.trimEnd();
}

function explainNotes(
  {paint, print}: Screen,
  arrivals: readonly Arrival[],
): void {
  const linked = arrivals.filter(arrival => arrival.linked > 0);
  if (linked.length > 0) {
    print(
      `  ${paint.green('Linked')}: ${listed(linked)} had these people already. Their`,
      '  own contacts became the copies and keep what was theirs; none was made twice.',
      '',
    );
  }
  const held = arrivals.filter(({waiting}) => waiting > 0);
  if (held.length > 0) {
    print(
      `  ${paint.yellow('Held')}: what the service does not decide by itself stays as it is at`,
      `  ${listed(held)} until somebody decides.`,
      '',
    );
  }
}

function listed(members: readonly Member[]): string {
  return members.map(({name}) => name).join(' and ');
}

async function showPhoneEdit(
  {screen, emulator, signal}: Stage,
  {
    arrivals,
    books,
    labelName,
    feedDelayMs,
  }: {
    readonly arrivals: readonly Arrival[];
    readonly books: ReadonlyMap<string, Book>;
    readonly labelName: string;
    readonly feedDelayMs: number;
  },
): Promise<Member> {
  const {bold, dim, green} = screen.paint;
  const others = arrivals.filter(({email}) => email !== SAMPLE_SHARER);
  const editor =
    others.find(({waiting, linked}) => waiting + linked === 0) ?? others[0]!;
  const onlooker = others.find(each => each !== editor) ?? editor;
  const contact = findSharedContact(books, {
    label: labelName,
    editor: editor.email,
  });
  if (contact === undefined || contact.others.size === 0) {
    screen.print('  No contact stands in two accounts: no edit to show.', '');
    return onlooker;
  }
  const old = contact.editor.phoneNumbers?.[0]?.value ?? 'no number';
  screen.print(
    `  An edit on ${bold(`${editor.name}’s`)} phone: ${bold(printable(contact.displayName))}  ${printable(old)} → ${bold(NEW_NUMBER)}`,
  );
  screen.live(dim('  … waiting for Google’s feed to show it'));
  const user = editor.email;
  for await (const {email, afterMs} of editOnPhone(emulator, {
    user,
    contact,
    signal,
  })) {
    const name = arrivals.find(each => each.email === email)?.name ?? email;
    screen.print(
      `    ${green('✓')} ${fit(name, NAME_WIDTH)}${fitRight(milliseconds(afterMs), 10)}`,
    );
  }
  screen.print(
    dim(
      `  ${milliseconds(feedDelayMs)} of each: the emulator imitates Google’s feed, seconds behind edits.`,
    ),
    dim(
      '  The rest: the next poll (within 2 s here, 60 s by default), merge and write.',
    ),
    '',
  );
  return onlooker;
}

function milliseconds(ms: number): string {
  return `${Math.round(ms).toLocaleString('en')} ms`;
}

export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
