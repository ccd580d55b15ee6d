import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {openTestStore, type TestStore} from '../support/database.ts';
import {
  expectOnlyLists,
  grantTo,
  person,
  shareLabelOf,
} from '../support/sharing.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const VIEWER = 'viewer@example.com';
const EDITOR = 'editor@example.com';
const EVERYBODY = [OWNER, VIEWER, EDITOR];

const TYPES = ['text', 'number', 'date', 'choice', 'url'];
const CHOICES = ['East', 'West'];

describe('what Google Contacts or a phone says in a custom field', () => {
  let store: TestStore;
  let world: World;
  let label: string;
  let contact: string;

  beforeAll(async () => {
    store = await openTestStore();
    world = await openWorld(store.database, {
      domains: [{name: 'example.com'}],
      users: [
        {email: 'admin@example.com', isAdmin: true},
        {
          email: OWNER,
          contacts: [{person: person('Mia'), labels: ['Customers']}],
        },
        {email: VIEWER},
        {email: EDITOR},
      ],
    });
    label = await shareLabelOf(world, OWNER);
    const shared = {owner: OWNER, label};
    await grantTo(world, shared, VIEWER, {role: 'viewer'});
    await grantTo(world, shared, EDITOR, {role: 'editor'});
    for (const type of TYPES) {
      const body = {
        ...{displayName: type, type},
        ...(type === 'choice' && {choices: CHOICES}),
      };
      const {status} = await world.call(
        OWNER,
        `POST /v1/${label}/customFields`,
        body,
      );
      expect(status).toBe(200);
    }
    const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
    contact = body.contacts[0].name;
  });

  afterAll(async () => {
    await world.close();
    await store.close();
  });

  const copyOf = (email: string) => world.book(email)[0]!.person;

  const valuesAt = (email: string): readonly string[][] =>
    copyOf(email)['userDefined'].map(
      ({key, value}: {key: string; value: string}) => [key, value],
    );

  async function type(
    email: string,
    values: readonly (readonly string[])[],
  ): Promise<void> {
    world.emulator.control('editContact', {
      ...{user: email, contact: copyOf(email).resourceName},
      person: {userDefined: values.map(([key, value]) => ({key, value}))},
    });
    await world.poll(email);
    await world.settle();
  }

  const read = async () => (await world.call(OWNER, `GET /v1/${contact}`)).body;

  test('is kept as it is, whatever it is, and reaches everybody', async () => {
    const values = fc
      .sample(
        fc.tuple(
          fc.constantFrom(...TYPES),
          fc.oneof(
            fc.string({unit: 'grapheme', minLength: 1}),
            fc.integer().map(String),
            fc.webUrl(),
            fc.constantFrom('2026-01-31', '1/2/2026', 'EAST', '１２'),
          ),
        ),
        // Always the same, so that a failure can be looked into.
        {numRuns: 40, seed: 7},
      )
      .map(([key, value]) => [key, value.trim()])
      .filter(([, value]) => value !== '' && !value!.includes('\u0000'));
    await type(EDITOR, values);
    const {userDefined} = (await read()).person;
    const said = userDefined.map(
      ({key, value}: {key: string; value: string}) => [key, value],
    );
    expect(said.sort()).toEqual([...values].sort());
    for (const email of EVERYBODY) {
      expect([...valuesAt(email)].sort()).toEqual([...values].sort());
    }
    await expectOnlyLists(world, ...EVERYBODY);
  });

  test('is proposed for repair, which reaches everybody once somebody says so', async () => {
    const wrong = [
      ['number', '１２'],
      ['date', '2026/1/2'],
      ['choice', 'west'],
      ['url', 'nowhere'],
    ];
    await type(EDITOR, wrong);
    const {customFieldProblems, person: kept} = await read();
    expect(
      customFieldProblems.map(
        (each: {displayName: string; proposal?: string}) => [
          each.displayName,
          each.proposal,
        ],
      ),
    ).toEqual([
      ['number', '12'],
      ['date', '2026-01-02'],
      ['choice', 'West'],
      ['url', undefined],
    ]);
    expect(kept.userDefined).toHaveLength(4);
    const {status} = await world.call(
      OWNER,
      `POST /v1/${contact}:repairCustomFields`,
      {},
    );
    expect(status).toBe(200);
    await world.settle();
    for (const email of EVERYBODY) {
      expect(valuesAt(email)).toEqual([
        ['number', '12'],
        ['date', '2026-01-02'],
        ['choice', 'West'],
        ['url', 'nowhere'],
      ]);
    }
    await expectOnlyLists(world, ...EVERYBODY);
  });

  test('by a viewer is a suggestion like any, and accepted only where it is right', async () => {
    const before = valuesAt(OWNER);
    await type(VIEWER, [['number', 'many']]);
    expect(valuesAt(VIEWER)).toEqual(before);
    const {body} = await world.call(OWNER, 'GET /v1/suggestions');
    const [suggestion] = body.suggestions;
    expect(suggestion.changes).toMatchObject([
      {field: 'userDefined', new: [{key: 'number', value: 'many'}]},
    ]);
    const refused = await world.call(
      OWNER,
      `POST /v1/${suggestion.name}:accept`,
    );
    expect([refused.status, refused.body.error.status]).toEqual([
      409,
      'FAILED_PRECONDITION',
    ]);
    expect(valuesAt(OWNER)).toEqual(before);
  });
});
