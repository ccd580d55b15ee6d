/** What tests of a shared label begin with and look at. */
import {expect} from '@jest/globals';
import type {World} from './world.ts';

/** Somebody with an address of their own, by which they are matched. */
export const person = (givenName: string, more: object = {}) => ({
  names: [{givenName}],
  emailAddresses: [{value: `${givenName.toLowerCase()}@customer.example`}],
  ...more,
});

/** Shares the one label that somebody has; returns its name, `labels/…`. */
export async function shareLabelOf(
  world: World,
  owner: string,
): Promise<string> {
  const {groups} = world.emulator.control('account', {user: owner});
  const {status, body} = await world.call(owner, 'POST /v1/labels', {
    contactGroup: groups[0].resourceName,
  });
  expect([status, body]).toEqual([200, expect.anything()]);
  await world.settle();
  return body.name;
}

/** Grants a label to a user; returns the grant's name. */
export async function grantTo(
  world: World,
  {owner, label}: {readonly owner: string; readonly label: string},
  email: string,
  grant: object,
): Promise<string> {
  const {status, body} = await world.call(owner, `POST /v1/${label}/grants`, {
    principal: {type: 'user', email},
    ...grant,
  });
  expect([status, body]).toEqual([200, expect.anything()]);
  await world.settle();
  return body.name;
}

/** Polls of these accounts list their contacts, and nothing else happens. */
export async function expectOnlyLists(
  world: World,
  ...emails: readonly string[]
): Promise<void> {
  world.emulator.control('resetCounters');
  await world.poll(...emails);
  const {byMethod} = world.emulator.control('counters');
  expect(Object.keys(byMethod)).toEqual(['people.people.connections.list']);
}
