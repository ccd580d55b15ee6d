import {photoOf, sameContent, withPhoto} from '../core/content.ts';
import {ARRIVAL} from '../core/decisions.ts';
import {rightOf} from '../core/role.ts';
import {changeContactLabels, readContact} from '../store/contacts.ts';
import {readCopiesOf, writeCopies} from '../store/copies.ts';
import {dropFormerCopies, readFormerCopies} from '../store/former-copies.ts';
import type {Tx} from '../store/queries.ts';
import type {Collaboration} from '../store/sync-state.ts';
import {isInTrash} from '../store/trash.ts';
import type {Arrival} from './arrivals.ts';
import type {Run} from './run.ts';
import {whereItStands} from './tasks.ts';

/**
 * Contacts that somebody brought back out of Google's own trash: they were
 * copies once, and are again. One that was removed for everybody comes back for
 * everybody where the role allows it to be added. Returns those taken up.
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
    const contactId = former.get(sourceId);
    if (contactId === undefined) continue;
    const allowed = arrival.labelIds.filter(id => {
      const role = collaborations.get(id)?.role;
      return role !== undefined && ARRIVAL[rightOf(role)] === 'takeUp';
    });
    if (await takeBack(tx, run, {arrival, contactId, allowed})) {
      taken.add(sourceId);
    }
  }
  await dropFormerCopies(tx, accountId, [...taken]);
  return taken;
}

interface Return {
  readonly arrival: Arrival;
  readonly contactId: string;
  /** Labels it carries that its account may add to. */
  readonly allowed: readonly string[];
}

async function takeBack(
  tx: Tx,
  run: Run,
  {arrival: {person, labelIds}, contactId, allowed}: Return,
): Promise<boolean> {
  const accountId = run.account.id;
  if (allowed.length > 0 && (await isInTrash(tx, contactId))) {
    await changeContactLabels(tx, {
      contactIds: [contactId],
      add: allowed,
      remove: [],
      by: {accountId, via: 'GOOGLE'},
    });
  }
  const contact = await readContact(tx, {contactId, accountId});
  const [copy] = await readCopiesOf(tx, accountId, [contactId]);
  const isFree = copy?.presence === 'none' || copy?.presence === 'gone';
  if (contact === undefined || !isFree) return false;
  // One that comes back without its photo has not lost it: it is put there again.
  const base =
    photoOf(person.content) === undefined
      ? withPhoto(contact.content, undefined)
      : contact.content;
  await writeCopies(tx, accountId, [
    {
      ...whereItStands(person),
      ...{contactId, base},
      baseLabelIds: [],
      observed: sameContent(person.content, base) ? null : person.content,
      observedLabelIds: labelIds,
      sent: null,
      stale: true,
      marked: true,
    },
  ]);
  return true;
}
