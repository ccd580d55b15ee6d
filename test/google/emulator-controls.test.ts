/** A slip in a control call is said in words, with its place. */
import {beforeEach, describe, expect, test} from '@jest/globals';
import {knowsArgumentsOf} from '../emulator/control/arguments.ts';
import {ACTS} from '../emulator/control/control.ts';
import type {Draft} from '../emulator/types.ts';
import {SWITCH_WORDS} from '../emulator/world/switches.ts';
import {
  ANA,
  BEN,
  newEmulator,
  REAL_ACCOUNT,
  useBench,
} from './google-support.ts';

const bench = useBench();
const onEmulator = REAL_ACCOUNT ? describe.skip : describe;

beforeEach(() => {
  if (!REAL_ACCOUNT) bench.reset();
});

async function control(act: string, args: unknown, query = '') {
  const response = await fetch(`${bench.url}/__emulator/${act}${query}`, {
    method: args === undefined ? 'GET' : 'POST',
    ...(args === undefined ? {} : {body: JSON.stringify(args)}),
  });
  const body = (await response.json()) as Draft;
  return {status: response.status, body};
}

/** The words of a refusal. */
async function refusal(act: string, args: unknown): Promise<string> {
  const {status, body} = await control(act, args);
  expect(status).toBe(400);
  return body['error'].message;
}

const book = () => bench.control('account', {user: ANA});

onEmulator('control calls', () => {
  test('every act says what it takes', () => {
    expect(Object.keys(ACTS).filter(act => !knowsArgumentsOf(act))).toEqual([]);
  });

  test.each([
    ['fault', {effect: 'bogus'}, 'no effect bogus'],
    ['fault', {effect: 'cut', when: 'later'}, 'wrong value at when: "later"'],
    ['fault', {effect: 'cut', method: 'updateContacts'}, 'no method'],
    ['fault', {effect: 'cut', user: 'nobody@example.com'}, 'no user nobody'],
    ['fault', {effect: 'status', status: 42}, '"status" must be a number'],
    ['fault', {effect: 'cut', count: -1}, '"count" must be a number'],
    ['fault', {effect: 'cut', methods: 'reads'}, 'unknown name "methods"'],
    ['fault', {effect: 'cut', status: 503}, '"status" goes with status alone'],
    ['fault', {effect: 'quota', method: 'token'}, 'has no quota'],
    ['switches', {feedDelayMs: 'soon'}, 'wrong value at feedDelayMs: "soon"'],
    ['switches', {shuffle: 1}, 'wrong value at shuffle: 1'],
    ['switches', {toString: 1}, 'unknown name "toString"'],
    ['switches', {feedDelayMs: null}, 'feedDelayMs must be a number'],
    [
      'switches',
      {quotaLimits: {writs: 1}},
      'unknown name "writs" at quotaLimits',
    ],
    ['switches', {quotaLimits: {writes: '1'}}, 'at quotaLimits.writes: "1"'],
    ['addUser', {email: 'x@example.com', admin: true}, 'unknown name "admin"'],
    [
      'joinGroup',
      {group: 'team@example.com', member: BEN, role: 'CHIEF'},
      'OWNER',
    ],
    ['reset', {world: {user: []}}, 'unknown name "user"'],
    ['violations', [], 'not a JSON object'],
  ])('%s %j is refused', async (act, args, words) => {
    const before = bench.control('world');
    expect(await refusal(act, args)).toContain(words);
    expect(bench.control('faults')['faults']).toEqual([]);
    const after = bench.control('world');
    expect({...after, nowMs: 0}).toEqual({...before, nowMs: 0});
  });

  test.each(Object.entries(SWITCH_WORDS))(
    'the switch %s is one of its words and nothing else',
    async (name, words) => {
      const said = await refusal('switches', {[name]: 'x'});
      expect(said).toBe(
        `wrong value at ${name}: "x", wanted one of ${words.join(', ')}`,
      );
      for (const word of words) {
        expect(bench.control('switches', {[name]: word})[name]).toBe(word);
      }
    },
  );

  describe('a person', () => {
    const WRONG = {names: [{givenName: 'Ida'}, {given: 'Ida'}]};

    test.each([
      ['createContact', {person: WRONG}],
      ['createOtherContact', {person: WRONG}],
      ['editContact', {contact: '', person: WRONG}],
      ['phoneEdit', {contact: '', person: WRONG}],
    ])('of %s has no field that the People API has not', async (act, args) => {
      const contact = bench.control('createContact', {user: ANA, person: {}});
      const before = book();
      const named = {user: ANA, ...args};
      const sent =
        'contact' in args
          ? {...named, contact: contact['resourceName']}
          : named;
      expect(await refusal(act, sent)).toBe(
        'unknown name "given" at person.names[1]',
      );
      expect(await refusal(act, {...sent, person: {name: 'Ida'}})).toBe(
        'unknown name "name" at person',
      );
      expect(await refusal(act, {...sent, person: {names: 'Ida'}})).toBe(
        'wrong value at person.names: "Ida"',
      );
      expect(await refusal(act, {...sent, person: {memberships: []}})).toBe(
        'person.memberships: labels are given by name',
      );
      expect(book()).toEqual(before);
    });

    test('of a world is looked at as well', async () => {
      const person = {emailAddresses: [{address: 'i@x.example'}]};
      const contacts = [{person}];
      const users = [{email: ANA, contacts}];
      expect(await refusal('reset', {world: {users}})).toBe(
        'unknown name "address" at users[0].contacts[0].person.emailAddresses[0]',
      );
      expect(
        await refusal('addUser', {email: 'new@example.com', contacts}),
      ).toBe('unknown name "address" at contacts[0].person.emailAddresses[0]');
      expect(() => newEmulator({users})).toThrow('users[0].contacts[0]');
    });

    test('may be one that the API answered: what is read-only is left out', () => {
      const {resourceName, labels, photoKey, ...person} = bench.control(
        'createContact',
        {user: ANA, person: {names: [{givenName: 'Ida'}]}},
      );
      expect({resourceName, labels, photoKey}).toBeTruthy();
      delete person['memberships'];
      const copy = bench.control('createContact', {user: BEN, person});
      expect(copy['names'][0].displayName).toBe('Ida');
    });
  });

  test('a query says what a body says', async () => {
    const suspended = async () =>
      bench
        .control('world')
        ['users'].find((each: Draft) => each['email'] === ANA).suspended;
    await control('suspendUser', undefined, `?user=${ANA}`);
    expect(await suspended()).toBe(true);
    await control('suspendUser', undefined, `?user=${ANA}&suspended=false`);
    expect(await suspended()).toBe(false);
    const {body} = await control(
      'switches',
      undefined,
      '?feedDelayMs=7&shuffle=true&quotaLimits={"writes":3}',
    );
    expect(body).toMatchObject({
      feedDelayMs: 7,
      shuffle: true,
      quotaLimits: {writes: 3, reads: 90},
    });
    const wrong = await control('switches', undefined, '?feedDelayMs=soon');
    expect(wrong.status).toBe(400);
    const person = '{"names":[{"givenName":"2024"}]}';
    await control(
      'createContact',
      undefined,
      `?user=${ANA}&labels=2024&labels=Team&person=${encodeURIComponent(person)}`,
    );
    expect(book()['contacts'][0].labels).toEqual(['2024', 'Team']);
  });
});
