/** A label of one person's that is shared with everybody of a group. */
import {setTimeout as delay} from 'node:timers/promises';
import {samplePeople} from '../../emulator/sample.ts';
import {seededRandom} from '../../emulator/seeded-random.ts';
import type {Draft, WorldSeed} from '../../emulator/types.ts';
import {ADMIN, type Google, type Service} from './service.ts';

export const OWNER = 'owner@example.com';
export const GROUP = 'team@example.com';
const LABEL = 'Customers';

/** Each look is a call that the service answers. */
const LOOK_MS = 200;
const WAIT_MS_MAX = 300_000;

export function memberOf(index: number): string {
  return `member${index}@example.com`;
}

/** Numbers nobody has, each once: people who might be one person would be held. */
function phoneOf(index: number): string {
  return `+81 90 0${String(index).padStart(7, '0')}`;
}

/** The owner has the contacts; the members' address books are empty. */
export function teamSeed(size: {
  readonly contacts: number;
  readonly members: number;
}): WorldSeed {
  const next = samplePeople(seededRandom(1));
  const members = Array.from({length: size.members}, (_, index) => ({
    email: memberOf(index),
  }));
  return {
    domains: [{name: 'example.com'}],
    users: [
      {email: ADMIN, isAdmin: true},
      {
        email: OWNER,
        contacts: Array.from({length: size.contacts}, (_, index) => ({
          person: {...next(), phoneNumbers: [{value: phoneOf(index)}]},
          labels: [LABEL],
        })),
      },
      ...members,
    ],
    groups: [{email: GROUP, members}],
  };
}

/** Shares the owner's label, which has this many contacts; resolves with its name when they are known. */
export async function shareLabel(
  {emulator}: Google,
  service: Service,
  contacts: number,
): Promise<string> {
  await service.call(OWNER, 'POST accounts/me:sync');
  const {groups} = emulator.control('account', {user: OWNER});
  const group = groups.find((each: Draft) => each['name'] === LABEL);
  const {name} = await service.call(OWNER, 'POST labels', {
    contactGroup: group.resourceName,
  });
  await until(async () => {
    const label = await service.call(OWNER, `GET ${name}`);
    return label['contactCount'] === contacts;
  }, 'the label’s contacts are known');
  await atRest(service, name);
  return name;
}

/** Grants the label to the whole group, as editors. */
export async function grantToTeam(
  service: Service,
  label: string,
): Promise<void> {
  await service.call(OWNER, `POST ${label}/grants`, {
    principal: {type: 'group', email: GROUP},
    role: 'editor',
  });
}

/** Waits until every copy of the label is as its contact. */
export async function atRest(
  service: Service,
  label: string,
  accounts = 1,
): Promise<void> {
  await until(async () => {
    const {accounts: rows} = await service.call(OWNER, `GET ${label}/delivery`);
    return (
      rows.length === accounts &&
      rows.every((row: Draft) => row['waiting'] === 0)
    );
  }, 'every copy is delivered');
}

/** Asks again and again. @throws when it does not come true. */
export async function until(
  isTrue: () => Promise<boolean> | boolean,
  what: string,
  lookMs = LOOK_MS,
): Promise<void> {
  const endMs = performance.now() + WAIT_MS_MAX;
  while (!(await isTrue())) {
    if (performance.now() > endMs) throw new Error(`Never: ${what}.`);
    await delay(lookMs);
  }
}
