import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import {claimLane, releaseLane} from '../../server/store/lanes.ts';
import {readNumbers} from '../../server/sync/read-numbers.ts';
import {describeOnBothStores} from '../support/database.ts';
import {
  createTestApi,
  violationsOf,
  type Json,
  type TestApi,
} from './support/api.ts';
import {openCache, readSight, untilTold} from './support/cache.ts';
import {createImportBench, type ImportBench} from './support/imports.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';
import type {Person} from './support/workplace.ts';

const TARO = {givenName: '太郎', familyName: '山田'};
const NATIONAL = '03-1234-5678';
const WORLDWIDE = '+81 3 1234 5678';
const E164 = '+81312345678';

describeOnBothStores('the region of a label', getDatabase => {
  let api: TestApi;
  let bench: ImportBench;
  let labels = 0;

  beforeAll(async () => {
    // Nobody's locale is known.
    api = await createTestApi(getDatabase(), {regionOf: () => undefined});
    bench = createImportBench(api, getDatabase());
  });
  afterAll(() => api.app.close());

  const share = () => shareLabel(api, `Region ${++labels}`);
  const setRegion = (shared: SharedLabel, regionCode: string) =>
    api.ok(shared.people.owner, `PATCH /v1/${shared.label}`, {regionCode});
  const caller = (value: string) => ({
    names: [TARO],
    phoneNumbers: [{value}],
  });
  const numberOf = async (as: Person, contact: string) =>
    (await api.ok(as, `GET /v1/${contact}`)).person.phoneNumbers[0];
  const lookUp = async (as: Person, phone: string) => {
    const body = {phones: [phone]};
    const {matches} = await api.ok(as, 'POST /v1/contacts:lookup', body);
    return matches[0].contacts.map(({name}: Json) => name);
  };
  const search = async (as: Person, query: string) => {
    const path = `/v1/contacts:search?query=${encodeURIComponent(query)}`;
    const {contacts} = await api.ok(as, `GET ${path}`);
    return contacts.map(({name}: Json) => name);
  };
  const duplicatesOf = async (as: Person) =>
    (await api.ok(as, 'GET /v1/duplicates')).duplicates.map(
      ({reasons, contacts}: Json) => ({
        reasons,
        contacts: contacts.map(({name}: Json) => name),
      }),
    );

  /** Reads numbers anew, so many parts of labels at most; the number of parts. */
  async function readAnew(partsMax = 1_000): Promise<number> {
    for (let parts = 0; parts < partsMax;) {
      const claim = {owner: 'test', leaseMs: 60_000, prefix: 'numbers/'};
      const lane = await claimLane(api.db, claim);
      if (lane === undefined) return parts;
      const [, id = ''] = lane.key.split('/');
      const stopping = new AbortController();
      const database = {
        ...getDatabase(),
        db: new Proxy(getDatabase().db, {
          get: (db, name) => {
            if (name === 'transaction' && ++parts >= partsMax) {
              stopping.abort();
            }
            const value = Reflect.get(db, name, db);
            return typeof value === 'function' ? value.bind(db) : value;
          },
        }),
      };
      const {signal} = stopping;
      const next = await readNumbers({database}, id, {lane, signal});
      await releaseLane(api.db, lane, {kind: 'done', ...next});
    }
    return partsMax;
  }

  test('is its owner’s to set and take away, and stands in its answer where it is set', async () => {
    const shared = await share();
    const {owner, viewer} = shared.people;
    const before = await api.ok(owner, `GET /v1/${shared.label}`);
    expect(before).not.toHaveProperty('regionCode');

    const set = await setRegion(shared, 'JP');
    expect(set).toMatchObject({regionCode: 'JP'});
    expect(set.etag).not.toBe(before.etag);
    expect(await api.ok(viewer, `GET /v1/${shared.label}`)).toMatchObject({
      ...{regionCode: 'JP', displayName: before.displayName},
    });
    expect((await api.ok(viewer, 'GET /v1/labels')).labels).toEqual([
      expect.objectContaining({regionCode: 'JP'}),
    ]);
    const stale = {regionCode: 'US', etag: before.etag};
    expect(
      await api.call(owner, `PATCH /v1/${shared.label}`, stale),
    ).toMatchObject({status: 409});
    expect(
      await api.call(shared.people.manager, `PATCH /v1/${shared.label}`, {
        regionCode: 'US',
      }),
    ).toMatchObject({status: 403});
    // The same once more is no change, and renaming leaves it.
    expect(await setRegion(shared, 'JP')).toEqual(set);
    expect(
      await api.ok(owner, `PATCH /v1/${shared.label}`, {displayName: 'Other'}),
    ).toMatchObject({regionCode: 'JP'});

    expect(await setRegion(shared, '')).not.toHaveProperty('regionCode');
    await setRegion(shared, 'JP');
    const mask = `PATCH /v1/${shared.label}?updateMask=regionCode`;
    expect(await api.ok(owner, mask, {})).not.toHaveProperty('regionCode');
  });

  test.each([
    ['jp', /CLDR region code such as JP/],
    ['JPN', /CLDR region code such as JP/],
    [81, /./],
    ['UK', /such as JP, or GB for the United Kingdom/],
    ['ZZ', /telephone numbers are known/],
  ])('is not %j, which is refused by its path', async (regionCode, words) => {
    const shared = await share();
    const answer = await api.call(
      shared.people.owner,
      `PATCH /v1/${shared.label}`,
      {regionCode},
    );
    expect(answer.status).toBe(400);
    expect(violationsOf(answer)).toEqual({
      regionCode: expect.stringMatching(words),
    });
  });

  test('is there from the first contact on where the label is made with it', async () => {
    const {owner} = (await share()).people;
    const make = (more: object) => {
      const displayName = `Region ${++labels}`;
      return api.call(owner, 'POST /v1/labels', {displayName, ...more});
    };
    const {status, body} = await make({regionCode: 'JP'});
    expect([status, body.regionCode]).toEqual([200, 'JP']);
    const person = caller(NATIONAL);
    const {name} = await api.ok(owner, `POST /v1/${body.name}/contacts`, {
      person,
    });
    expect(await numberOf(owner, name)).toEqual({
      ...{value: NATIONAL, canonicalForm: E164},
    });
    expect(await lookUp(owner, WORLDWIDE)).toContain(name);
    expect((await make({regionCode: ''})).body).not.toHaveProperty(
      'regionCode',
    );
    for (const regionCode of ['jp', 'ZZ']) {
      const refused = await make({regionCode});
      expect([refused.status, Object.keys(violationsOf(refused))]).toEqual([
        ...[400, ['regionCode']],
      ]);
    }
  });

  test('has numbers without a country read as they stand there, found and told', async () => {
    const shared = await share();
    const {owner, viewer} = shared.people;
    const contact = await shared.addContact(caller(NATIONAL));
    const other = await shared.addContact({
      phoneNumbers: [{value: '+49 30 123456'}],
    });
    expect(await numberOf(viewer, contact)).toEqual({value: NATIONAL});
    const {etag, updateTime} = await api.ok(viewer, `GET /v1/${contact}`);
    await untilTold(api);
    const cache = await openCache(api, viewer);

    await setRegion(shared, 'JP');
    const shown = {value: NATIONAL, canonicalForm: E164};
    expect(await numberOf(viewer, contact)).toEqual(shown);
    // Nothing was edited: what somebody is about to write still fits.
    expect(await api.ok(viewer, `GET /v1/${contact}`)).toMatchObject({
      ...{etag, updateTime},
    });
    expect((await numberOf(viewer, other)).canonicalForm).toBe('+4930123456');
    await untilTold(api);
    expect(await cache.follow()).toEqual([
      {label: shared.label, kinds: expect.arrayContaining(['CONTACTS'])},
    ]);
    expect(cache.sight()).toEqual(await readSight(api, viewer));

    await readAnew();
    expect(await lookUp(viewer, WORLDWIDE)).toEqual([contact]);
    expect(await search(viewer, '+813-1234')).toEqual([contact]);
    const added = await shared.addContact(caller('090-1234-5678'));
    expect(await lookUp(viewer, '+819012345678')).toEqual([added]);
    await api.ok(owner, `PATCH /v1/${contact}`, {
      person: {phoneNumbers: [{value: '03-9876-5432'}]},
    });
    expect(await lookUp(viewer, '+81398765432')).toEqual([contact]);
    expect(await lookUp(viewer, WORLDWIDE)).toEqual([]);

    await setRegion(shared, '');
    expect(await numberOf(viewer, contact)).toEqual({value: '03-9876-5432'});
    expect(await lookUp(viewer, '+81398765432')).toEqual([]);
    await readAnew();
    expect(await search(viewer, '+813-9876')).toEqual([]);
    const {rows} = await sql`
      select key from contact_keys where key like 'read:%'
        and contact_id = ${contact.split('/')[1]!}`.execute(api.db);
    expect(rows).toEqual([]);
    // Whatever came of it, no copy was to be written for it.
    const {revisions} = await api.ok(owner, `GET /v1/${contact}/revisions`);
    expect(revisions).toHaveLength(2);
  });

  test('counts for who sees the label and the numbers there, the oldest label’s first', async () => {
    const first = await share();
    const second = await share();
    const both = first.people.owner;
    await api.ok(second.people.owner, `POST /v1/${second.label}/grants`, {
      ...{principal: {type: 'user', email: both.email}, role: 'manager'},
    });
    const blind = second.people.viewer;
    await api.ok(
      second.people.owner,
      `PATCH /v1/${second.grants.viewer}?updateMask=hiddenFields`,
      {hiddenFields: ['phoneNumbers']},
    );
    await api.ok(first.people.owner, `POST /v1/${first.label}/grants`, {
      ...{principal: {type: 'user', email: blind.email}, role: 'viewer'},
    });
    const contact = await first.addContact(caller('03 1234 5678'));
    await api.ok(both, `POST /v1/${second.label}/contacts:add`, {
      contacts: [contact],
    });
    await setRegion(second, 'AU');
    await readAnew();
    const read = async (as: Person) =>
      (await numberOf(as, contact)).canonicalForm;
    expect(await read(both)).toBe('+61312345678');
    expect(await read(second.people.editor)).toBe('+61312345678');
    expect(await read(first.people.viewer)).toBeUndefined();
    // From them the second label hides numbers: they see them in the first.
    expect(await read(blind)).toBeUndefined();
    expect(await lookUp(first.people.viewer, '+61312345678')).toEqual([]);

    await setRegion(first, 'JP');
    await readAnew();
    expect(await read(both)).toBe(E164);
    expect(await read(blind)).toBe(E164);
    expect(await read(second.people.editor)).toBe('+61312345678');
    expect(await lookUp(both, '+61312345678')).toEqual([]);
    expect(await lookUp(second.people.editor, '+61312345678')).toEqual([
      contact,
    ]);
    // Off the label, it is nobody's reading; on again, it is.
    const move = (verb: string) =>
      api.ok(second.people.owner, `POST /v1/${second.label}/contacts:${verb}`, {
        contacts: [contact],
      });
    const keys = async () => {
      const {rows} = await sql<{readonly key: string}>`
        select key from contact_keys where key like 'read:%'
          and contact_id = ${contact.split('/')[1]!} order by key`.execute(
        api.db,
      );
      return rows.map(({key}) => key);
    };
    expect(await keys()).toEqual(['read:+61312345678', `read:${E164}`]);
    await move('remove');
    expect(await keys()).toEqual([`read:${E164}`]);
    await api.ok(both, `POST /v1/${second.label}/contacts:add`, {
      contacts: [contact],
    });
    expect(await keys()).toEqual(['read:+61312345678', `read:${E164}`]);
  });

  test('has who may be one proposed, and makes nobody one', async () => {
    const shared = await share();
    const {owner} = shared.people;
    const known = await shared.addContact(caller(WORLDWIDE));
    await setRegion(shared, 'JP');
    const arrived = await shared.addContact(caller(NATIONAL));
    expect(arrived).not.toBe(known);
    expect(await duplicatesOf(owner)).toEqual([
      {reasons: ['SAME_PHONE', 'SAME_NAME'], contacts: [known, arrived]},
    ]);
    // Whoever types it with its country is sure, whatever the label says.
    expect(await shared.addContact(caller('+81-3-1234-5678'))).toBe(known);

    // Read otherwise they have nothing in common: nobody is told of them any more.
    await setRegion(shared, 'AU');
    expect(await duplicatesOf(owner)).toEqual([]);
    await setRegion(shared, 'JP');
    const [{name}] = (await api.ok(owner, 'GET /v1/duplicates')).duplicates;
    await api.ok(owner, `POST /v1/${name}:accept`, {});

    // They stay the one that somebody made of them, with all that was typed.
    await setRegion(shared, 'AU');
    await readAnew();
    const {person} = await api.ok(owner, `GET /v1/${known}`);
    expect(person.phoneNumbers).toEqual([
      {value: WORLDWIDE, canonicalForm: E164},
      {value: NATIONAL, canonicalForm: '+61312345678'},
    ]);
  });

  test('of two labels with other regions makes nobody of one the other’s', async () => {
    const first = await share();
    const second = await share();
    const owner = first.people.owner;
    await api.ok(second.people.owner, `POST /v1/${second.label}/grants`, {
      ...{principal: {type: 'user', email: owner.email}, role: 'manager'},
    });
    await setRegion(first, 'JP');
    await setRegion(second, 'AU');
    const add = async (label: string, value: string) =>
      (
        await api.ok(owner, `POST /v1/${label}/contacts`, {
          person: caller(value),
        })
      ).name;
    const japanese = await add(first.label, NATIONAL);
    const australian = await add(second.label, NATIONAL);
    expect(australian).not.toBe(japanese);
    expect(await duplicatesOf(owner)).toEqual([]);
    // Wrong for the second: they are proposed to somebody, and stay two.
    await setRegion(second, 'JP');
    const third = await add(second.label, '03 1234-5678');
    expect(new Set([japanese, australian, third]).size).toBe(3);
    expect(await duplicatesOf(owner)).toContainEqual({
      ...{reasons: ['SAME_PHONE', 'SAME_NAME']},
      contacts: [japanese, third],
    });
  });

  test('is that of a file that comes into it, and of what looks wrong there', async () => {
    const shared = await share();
    const {owner} = shared.people;
    const known = await shared.addContact(caller(WORLDWIDE));
    await setRegion(shared, 'JP');
    const file = [
      'Given Name,Family Name,Phone 1 - Value',
      `太郎,山田,${NATIONAL}`,
      '花子,鈴木,03-123-45',
    ].join('\n');
    const preview = await bench.send(owner, shared, file, {
      query: '?validateOnly=true',
    });
    expect(preview.body.response.rows).toEqual([
      expect.objectContaining({
        outcome: 'CREATED',
        duplicates: [{contact: known, reasons: ['SAME_PHONE', 'SAME_NAME']}],
      }),
      {line: 3, outcome: 'CREATED'},
    ]);
    await bench.finish(owner, shared, file);
    const contacts = await bench.contactsOf(shared);
    expect(
      contacts
        .map(({person}) => person['phoneNumbers']![0]!['canonicalForm'])
        .sort(),
    ).toEqual([E164, E164, undefined]);
    const proposed = await duplicatesOf(owner);
    expect(proposed).toHaveLength(1);
    expect(proposed[0].contacts).toContain(known);

    const findings = async () => {
      const {qualityFindings} = await api.ok(
        shared.people.viewer,
        `GET /v1/${shared.label}/qualityFindings?code=PHONE_INVALID`,
      );
      return qualityFindings.map(({value}: Json) => value).sort();
    };
    expect(await findings()).toEqual(['03-123-45']);
    await setRegion(shared, 'US');
    expect(await findings()).toEqual(['03-123-45', NATIONAL]);
    await setRegion(shared, '');
    expect(await findings()).toEqual([]);
  });

  test('is gone through in parts, and from where it was broken off', async () => {
    const shared = await share();
    const count = 230;
    const label = shared.label.split('/')[1]!;
    await sql`
      with made as (
        insert into contacts (id, content)
        select gen_random_uuid(), jsonb_build_object('phoneNumbers',
          jsonb_build_array(jsonb_build_object('value', '03-3456-' || (1000 + n))))
        from generate_series(1, ${count}::int) n returning id)
      insert into contact_labels (contact_id, label_id)
      select id, ${label}::uuid from made`.execute(api.db);
    const found = async () => {
      const {rows} = await sql<{count: number}>`
        select count(*)::int as count from contact_keys x
        join contact_labels cl using (contact_id)
        where cl.label_id = ${label} and x.key like 'read:+8133456%'`.execute(
        api.db,
      );
      return rows[0]!.count;
    };
    await readAnew();
    await setRegion(shared, 'JP');
    expect(await found()).toBe(0);
    expect(await readAnew(1)).toBe(1);
    expect(await found()).toBe(100);
    expect(await readAnew()).toBe(2);
    expect(await found()).toBe(count);
    expect(await readAnew()).toBe(0);
    // Another region begins anew, wherever the reading was.
    await setRegion(shared, 'AU');
    expect(await readAnew(1)).toBe(1);
    await setRegion(shared, 'JP');
    await readAnew();
    expect(await found()).toBe(count);
  });
});
