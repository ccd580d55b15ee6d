import {sql} from 'kysely';
import {sameContent, type Content} from '../core/content.ts';
import {repairFaults, type Fault} from '../core/quality.ts';
import {restoreHidden} from '../core/view.ts';
import {
  lockContacts,
  writeContactActs,
  type ContactAct,
} from '../store/contact-acts.ts';
import {printFault} from '../store/quality.ts';
import type {Tx} from '../store/queries.ts';
import type {ActResult, RepairRequest} from '../store/schema.ts';
import {
  PART_CONTACTS,
  readSeen,
  readWhole,
  type ActPart,
  type ActScope,
} from './act-part.ts';

/** Makes the repairs that are wanted, each an edit of its contact; see `core/quality.ts`. */
export async function repairContacts(
  tx: Tx,
  scope: ActScope,
  request: RepairRequest,
): Promise<ActPart> {
  const ids = await listNext(tx, scope, request);
  await lockContacts(tx, ids);
  const {accountId, actId} = scope;
  const seen = await readSeen(tx, scope, ids);
  const whole = await readWhole(tx, ids);
  const acts: ContactAct[] = [];
  const left: ActResult['left'][number][] = [];
  for (const contact of seen.values()) {
    const {id: contactId, content, hiddenFields} = contact;
    const before = whole.get(contactId) ?? content;
    const repaired = repairFaults(
      content,
      {
        region: scope.region,
        writerRegion: scope.writerRegion,
        hiddenFields,
        // Neither what is old nor what is impossible today has a repair.
        nowMs: contact.updateTime.getTime(),
        updateTimeMs: contact.updateTime.getTime(),
      },
      isWanted(request, contactId),
    );
    if (sameContent(repaired, content)) continue;
    const after: Content = restoreHidden(repaired, before, hiddenFields);
    if (!scope.fits(after)) left.push({contactId, reason: 'TOO_MUCH'});
    else acts.push({contactId, before, after, add: [], remove: []});
  }
  const by = {accountId, via: 'API'} as const;
  await writeContactActs(tx, acts, {kind: 'edit', actId, by});
  const position = ids.length < PART_CONTACTS ? undefined : ids.at(-1);
  return {changed: acts.length, left, position};
}

function isWanted(
  request: RepairRequest,
  contactId: string,
): (fault: Fault) => boolean {
  if ('code' in request) return ({code}) => code === request.code;
  const prints = new Set(
    request.findings.flatMap(finding =>
      finding.contactId === contactId ? [finding.print] : [],
    ),
  );
  return fault => prints.has(printFault(fault));
}

/** The next contacts in the order of ids. */
async function listNext(
  tx: Tx,
  {labelId, position}: ActScope,
  request: RepairRequest,
): Promise<readonly string[]> {
  if ('findings' in request) {
    const named = new Set(request.findings.map(({contactId}) => contactId));
    return [...named]
      .sort()
      .filter(id => position === null || id > position)
      .slice(0, PART_CONTACTS);
  }
  const {rows} = await sql<{readonly id: string}>`
    select contact_id as id from contact_labels
    where label_id = ${labelId}
      and (${position}::uuid is null or contact_id > ${position}::uuid)
    order by contact_id limit ${PART_CONTACTS}`.execute(tx);
  return rows.map(({id}) => id);
}
