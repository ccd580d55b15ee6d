import {
  photoOf,
  sameContent,
  withPhoto,
  type Content,
} from '../core/content.ts';
import {ARRIVAL} from '../core/decisions.ts';
import {relinkContent} from '../core/own-layer.ts';
import {rightOf} from '../core/role.ts';
import {changeContactLabels} from '../store/contact-labels.ts';
import {readContact} from '../store/visible-contacts.ts';
import {readCopiesOf, writeCopies, type CopyWrite} from '../store/copies.ts';
import {
  dropFormerCopies,
  isOfOwn,
  isStanding,
  oweDeletions,
  readFormerCopies,
  type FormerCopy,
  type StandingCopy,
} from '../store/former-copies.ts';
import type {Tx} from '../store/queries.ts';
import type {Collaboration} from '../store/sync-state.ts';
import {readTrashLabels} from '../store/trash-labels.ts';
import type {Arrival} from './arrivals.ts';
import {oweTwin, owedFor} from './delete-owed.ts';
import type {Run} from './run.ts';
import {whereItStands} from './tasks.ts';

/**
 * Contacts that somebody brought back out of Google's own trash: they were
 * copies once, and are again. One that is in our trash comes back for everybody,
 * into those labels it went with that its account may add to. With another label
 * alone it is met as somebody's own contact: that label shows nobody what was
 * shared elsewhere. Returns those taken up.
 */
export async function takeBackCopies(
  tx: Tx,
  run: Run,
  arrivals: readonly Arrival[],
  collaborations: ReadonlyMap<string, Collaboration>,
): Promise<ReadonlySet<string>> {
  const accountId = run.account.id;
  const sourceIds = arrivals.map(({person}) => person.sourceId);
  const former = await readFormerCopies(tx, accountId, sourceIds);
  const taken = new Set<string>();
  for (const arrival of arrivals) {
    const {sourceId} = arrival.person;
    const before = former.get(sourceId);
    if (before === undefined) continue;
    const allowed = arrival.labelIds.filter(id => {
      const role = collaborations.get(id)?.role;
      return role !== undefined && ARRIVAL[rightOf(role)] === 'takeUp';
    });
    if (await takeBack(tx, run, {arrival, before, allowed})) {
      taken.add(sourceId);
    }
  }
  return taken;
}

interface Return {
  readonly arrival: Arrival;
  readonly before: FormerCopy | StandingCopy;
  /** Labels it carries that its account may add to. */
  readonly allowed: readonly string[];
}

/**
 * | what came back | no copy stands | one the service made, or that came back before it | an own contact |
 * | --- | --- | --- | --- |
 * | made by the service | is the copy | takes its place, and that one is deleted | is deleted |
 * | somebody's own | is the copy | takes its place, and that one is deleted | is met as any arrival |
 */
async function takeBack(
  tx: Tx,
  run: Run,
  {arrival: {person, labelIds}, before, allowed}: Return,
): Promise<boolean> {
  const accountId = run.account.id;
  const {contactId} = before;
  await bringBack(tx, run, contactId, allowed);
  const contact = await readContact(tx, {contactId, accountId});
  const [copy] = await readCopiesOf(tx, accountId, [contactId]);
  if (contact === undefined || copy === undefined) return false;
  const isOwn = isOfOwn(before);
  if (copy.presence === 'present' && copy.origin === 'account') {
    if (!isOwn) await oweTwin(tx, run, contactId, person);
    return !isOwn;
  }
  await dropFormerCopies(tx, accountId, [person.sourceId]);
  await oweDeletions(tx, accountId, owedFor(copy));
  await writeCopies(tx, accountId, [
    {
      ...whereItStands(person),
      contactId,
      ...(isOwn
        ? relinkWrite(before, person.content, contact.content)
        : returnWrite(before.base ?? contact.content, person.content)),
      baseLabelIds: [],
      observedLabelIds: labelIds,
      sent: null,
      pauses: {},
      stale: true,
      marked: true,
    },
  ]);
  return true;
}

/** For everybody, into those of the labels it went to the trash with. */
async function bringBack(
  tx: Tx,
  {account}: Run,
  contactId: string,
  allowed: readonly string[],
): Promise<void> {
  const went = await readTrashLabels(tx, contactId);
  const add = allowed.filter(id => went.includes(id));
  if (add.length === 0) return;
  await changeContactLabels(tx, {
    contactIds: [contactId],
    ...{add, remove: []},
    by: {accountId: account.id, via: 'GOOGLE'},
  });
}

/**
 * Out of the trash comes what was shared when it went: what differs from that was
 * typed before, and nobody's later edit is undone. One that comes back without its
 * photo has not lost it: it is put there again.
 */
function returnWrite(
  before: Content,
  standing: Content,
): Pick<CopyWrite, 'base' | 'observed'> {
  const base =
    photoOf(standing) === undefined ? withPhoto(before, undefined) : before;
  return {base, observed: sameContent(standing, base) ? null : standing};
}

/**
 * What is known of a contact that was a copy and becomes one again, as it was
 * unless somebody typed into it meanwhile: that is their own.
 */
export function relinkWrite(
  before: FormerCopy | StandingCopy,
  standing: Content,
  view: Content,
): Pick<
  CopyWrite,
  'origin' | 'base' | 'own' | 'found' | 'marker' | 'onPhones' | 'observed'
> {
  const {origin} = before;
  const base = before.base ?? view;
  const found = isStanding(before) ? before.found : null;
  const linked = relinkContent(standing, view, {base, found});
  if (linked !== undefined) {
    return {origin: 'account', ...linked, observed: null};
  }
  const {marker, onPhones} = isStanding(before)
    ? before
    : {marker: null, onPhones: null};
  return {
    ...{origin, base, observed: null},
    ...(found !== null && {found}),
    ...(marker !== null && {marker}),
    ...(onPhones !== null && {onPhones}),
  };
}
