import {sql} from 'kysely';
import {USER_LIMITS, type QuotaBucket} from '../../server/core/quota-costs.ts';
import type {Draft} from '../emulator/types.ts';
import type {QuotaLimits} from '../emulator/world/switches.ts';
import {newWord, noteRights, noteTyped, type Notes} from './notes.ts';
import {idOf} from './shown.ts';
import {learn, type SimulatedWorld, type World} from './world.ts';

interface Limit {
  readonly scope: 'user' | 'project';
  readonly bucket: QuotaBucket;
  readonly limit: keyof QuotaLimits;
}

/** Those that Google names, by its name. */
const LIMITS: Readonly<Record<string, Limit>> = {
  CriticalReadsPerMinutePerProjectPerUser: {
    ...{scope: 'user', bucket: 'criticalReads', limit: 'criticalReads'},
  },
  CriticalWritesPerMinutePerProjectPerUser: {
    ...{scope: 'user', bucket: 'criticalWrites', limit: 'criticalWrites'},
  },
  PhotoWritesPerMinutePerProjectPerUser: {
    ...{scope: 'user', bucket: 'photoWrites', limit: 'photoWrites'},
  },
  CriticalReadsPerMinutePerProject: {
    ...{scope: 'project', bucket: 'criticalReads'},
    limit: 'projectCriticalReads',
  },
  CriticalWritesPerMinutePerProject: {
    ...{scope: 'project', bucket: 'criticalWrites'},
    limit: 'projectCriticalWrites',
  },
};

const LESSON_MS = 24 * 3_600_000;

/**
 * Google refuses a call for a minute's quota: nothing that the service knew, and
 * what it hears is a lesson. The law of the pacer (quota.test.ts "nobody runs into
 * it again"), and nobody is refused by a limit without a name.
 */
export async function noteRefusal(
  world: SimulatedWorld,
  notes: Notes,
  {answer, begunMs}: {readonly answer: Draft; readonly begunMs: number},
): Promise<() => void> {
  if (!world.traits.has('quota')) return () => {};
  const details: readonly Draft[] = answer['error']?.details ?? [];
  const name = details[0]?.['metadata']?.quota_limit;
  // The quota that lasts for hours has no words.
  if (name === undefined) return () => {};
  const {nowMs} = world.clock;
  const limit = LIMITS[name];
  if (limit === undefined) {
    notes.broken.push(`${name}: Google refused a call`);
    return () => {};
  }
  const {quotaLimits} = world.emulator.world.switches;
  const believed = await believedOf(world, limit, begunMs);
  const before = notes.refusals.get(name);
  world.story.push(
    `Google refuses a call by ${name}, ${believed} were believed`,
  );
  if (believed <= quotaLimits[limit.limit]) {
    notes.broken.push(`${name}: refused though ${believed} was known`);
  }
  if (
    before !== undefined &&
    begunMs > before.atMs &&
    nowMs < before.atMs + LESSON_MS &&
    believed >= before.believed
  ) {
    notes.broken.push(`${name}: refused again, ${believed} still believed`);
  }
  return () => void notes.refusals.set(name, {believed, atMs: nowMs});
}

/** When a call began: another may have taught more while it was under way. */
async function believedOf(
  {store}: World,
  {scope, bucket}: Limit,
  atMs: number,
): Promise<number> {
  const {rows} = await sql<{units: number}>`
    select units from quota_limits where scope = ${scope} and bucket = ${bucket}
      and learn_time > service_now() - interval '24 hours'
      and learn_time < to_timestamp(${atMs}::float8 / 1000)`.execute(
    store.database.db,
  );
  const unlearned = scope === 'user' ? USER_LIMITS[bucket] : Infinity;
  return rows[0]?.units ?? unlearned;
}

/** More than a minute's quota takes, whoever set the figures. */
const EDITS = 100;
const EDITS_FEW = 40;

/** Somebody edits one contact again and again, and a colleague's copy follows each time. */
export async function workFast(
  world: SimulatedWorld,
  notes: Notes,
): Promise<string | undefined> {
  const {dice, facts, people, service} = world;
  const {quotaLimits} = world.emulator.world.switches;
  const owners = facts.collaborators.filter(({role}) => role === 'owner');
  if (owners.length === 0 || notes.hasWorkedFast) return undefined;
  const {labelId, accountId} = dice.pick(owners);
  const owner = people.find(({id}) => id === accountId);
  const others = facts.collaborators.filter(
    each => each.labelId === labelId && each.accountId !== accountId,
  );
  const contacts = [...facts.labels].filter(([, ids]) => ids.includes(labelId));
  if (owner === undefined || others.length === 0 || contacts.length === 0) {
    return undefined;
  }
  notes.hasWorkedFast = true;
  const colleague = dice.pick(others);
  const [contactId] = dice.pick(contacts);
  const few = quotaLimits.criticalWrites < USER_LIMITS.criticalWrites;
  const count = few || dice.chance(0.5) ? EDITS_FEW : EDITS;
  for (let nth = 0; nth < count; nth++) {
    const word = newWord(notes);
    const field = 'biographies' as const;
    const {status, body} = await service.call(
      owner,
      `PATCH /v1/contacts/${contactId}?updateMask=${field}`,
      {person: {[field]: [{value: word}]}},
    );
    if (status !== 200) return `${owner.email} works fast: ${status}`;
    noteTyped(
      notes,
      {
        ...{word, field, isRaced: false, sourceId: undefined},
        ...{person: owner, contactId: idOf(body['name'])},
      },
      true,
    );
    await service.run(`accounts/${colleague.accountId}`);
  }
  await learn(world);
  noteRights(world, notes);
  return `${owner.email} edits contacts/${contactId} ${count} times`;
}
