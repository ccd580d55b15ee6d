import {beforeAll, describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {sql, type Kysely} from 'kysely';
import {v7 as uuidv7} from 'uuid';
import type {Content, SharedField} from '../../server/core/content.ts';
import {normalizeContent} from '../../server/core/normalize.ts';
import {searchTexts, searchWords} from '../../server/core/search-text.ts';
import {changeContactLabels} from '../../server/store/contact-labels.ts';
import {createContact, editContact} from '../../server/store/contacts.ts';
import {findContactsByKey} from '../../server/store/visible-contacts.ts';
import {deleteLabel} from '../../server/store/label-trash.ts';
import {createLabel} from '../../server/store/labels.ts';
import {KANJI_VARIANTS} from '../../server/core/kanji-variants.ts';
import {contactSearch} from '../../server/store/migrations/0005-contact-search.ts';
import {kanjiVariants} from '../../server/store/migrations/0069-kanji-variants.ts';
import type {Tx} from '../../server/store/queries.ts';
import {refreshReach} from '../../server/store/reach.ts';
import {searchContacts} from '../../server/store/search.ts';
import {
  indexAllContacts,
  indexContacts,
} from '../../server/store/search-index.ts';
import {describeOnBothStores} from '../support/database.ts';

const OWNER = 'owner';
const BY = {accountId: OWNER, via: 'API'} as const;

const person = (raw: object) => normalizeContent({...raw}, {region: 'JP'});
const named = (familyName: string, givenName = '', more = {}) =>
  person({names: [{familyName, givenName}], ...more});

describeOnBothStores('search', getDatabase => {
  const write = <T>(act: (tx: Tx) => Promise<T>) =>
    getDatabase().db.transaction().execute(act);

  const enrol = (id: string) =>
    write(tx =>
      tx
        .insertInto('accounts')
        .values({id, email: `${id}@example.com`, state: 'ACTIVE'})
        .execute(),
    );

  async function share(owner = OWNER): Promise<string> {
    const id = uuidv7();
    await write(tx =>
      createLabel(tx, {
        id,
        displayName: 'Customers',
        defaultHiddenFields: [],
        owner: {id: owner, email: `${owner}@example.com`},
        grantId: uuidv7(),
      }),
    );
    return id;
  }

  const grant = (labelId: string, to: string, hidden: SharedField[] = []) =>
    write(async tx => {
      await tx
        .insertInto('grants')
        .values({
          id: uuidv7(),
          label_id: labelId,
          principal_type: 'user',
          principal_id: to,
          principal_email: `${to}@example.com`,
          role: 'viewer',
          hidden_fields: hidden,
        })
        .execute();
      await refreshReach(tx, [labelId]);
    });

  async function add(content: Content, ...labelIds: string[]) {
    const id = uuidv7();
    await write(tx => createContact(tx, {id, content, labelIds, by: BY}));
    return id;
  }

  const relabel = (contactId: string, change: object) =>
    write(tx =>
      changeContactLabels(tx, {
        contactIds: [contactId],
        add: [],
        remove: [],
        by: BY,
        ...change,
      }),
    );

  const search = async (query: string, accountId = OWNER, page = {}) =>
    (
      await searchContacts(getDatabase().db, {
        accountId,
        words: searchWords(query),
        limit: 100,
        ...page,
      })
    ).map(({id}) => id);

  let label: string;

  beforeAll(async () => {
    await enrol(OWNER);
    label = await share();
  });

  test('finds words and parts of words, in names, readings, addresses and numbers', async () => {
    const hayashi = await add(named('林', '恵'), label);
    const kobayashi = await add(named('小林', '誠'), label);
    const yamada = await add(
      person({
        names: [
          {
            familyName: '山田',
            givenName: '太郎',
            phoneticFamilyName: 'ヤマダ',
          },
        ],
        phoneNumbers: [{value: '03-1234-5678'}],
      }),
      label,
    );
    const muller = await add(
      named('Müller', 'Seán O’Brien', {
        emailAddresses: [{value: 's.mueller@example.com'}],
      }),
      label,
    );
    for (const [query, ids] of [
      ['林', [hayashi, kobayashi]],
      ['小林', [kobayashi]],
      ['林 恵', [hayashi]],
      ['恵 林', [hayashi]],
      ['山田太郎', [yamada]],
      ['やまだ', [yamada]],
      ['ﾏﾀﾞ', [yamada]],
      ['+81 3-1234', [yamada]],
      ['31234', [yamada]],
      ['muller', [muller]],
      ["O'Brien", [muller]],
      ['sean example', [muller]],
      ['u', [muller]],
      ['山田 林', []],
    ] as const) {
      expect([query, await search(query)]).toEqual([query, ids]);
    }
  });

  test('pages follow each other by id, each contact once', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 7; count++) {
      ids.push(await add(named('Pager', `P${count}`), label));
    }
    const found: string[] = [];
    for (
      let after: string | undefined;
      found.length < 7;
      after = found.at(-1)
    ) {
      found.push(...(await search('pager', OWNER, {after, limit: 3})));
    }
    expect(found).toEqual(ids);
    expect(await search('pager', OWNER, {after: ids[6]})).toEqual([]);
  });

  test('a word that thousands of others have, whom the account does not see, is found where it sees it', async () => {
    const known = await add(named('Ubiquitous'), label);
    await sql`
      with made as (
        insert into contacts (id, content)
        select gen_random_uuid(), '{}' from generate_series(1, 6000) returning id)
      insert into contact_texts (contact_id, field, text)
      select id, 'names', 'ubiquitous' from made`.execute(getDatabase().db);
    expect(await search('ubiquitous')).toEqual([known]);
    expect(await search('ubiquitous pager')).toEqual([]);
  });

  describe('through what an account sees', () => {
    const READER = 'reader';
    let both: string;
    let secret: Content;

    beforeAll(async () => {
      await enrol(READER);
      both = await share();
      await grant(label, READER, ['emailAddresses', 'biographies']);
      await grant(both, READER, ['biographies', 'phoneNumbers']);
      secret = person({
        names: [{familyName: 'Secretive'}],
        emailAddresses: [{value: 'hidden.mail@example.com'}],
        phoneNumbers: [{value: '+81 3-9999-0000'}],
        biographies: [{value: 'Hush hush'}],
      });
    });

    const finds = async (query: string, accountId = READER) =>
      (await search(query, accountId)).length;
    const looksUp = async (key: string) =>
      (
        await findContactsByKey(getDatabase().db, {
          accountId: READER,
          keys: [key],
          limit: 10,
        })
      ).length;

    test('a field that its only label hides matches nothing', async () => {
      const id = await add(secret, label);
      expect(await finds('hidden.mail')).toBe(0);
      expect(await looksUp('mail:hidden.mail@example.com')).toBe(0);
      expect(await finds('hush')).toBe(0);
      expect(await finds('secretive hush')).toBe(0);
      expect(await finds('secretive')).toBe(1);
      expect(await finds('9999')).toBe(1);
      expect(await looksUp('tel:+81399990000')).toBe(1);
      expect(await finds('secretive hush', OWNER)).toBe(1);
      await relabel(id, {remove: [label]});
    });

    test('a field that one of its labels shows matches, and what both hide does not', async () => {
      const id = await add(secret, label, both);
      expect(await finds('hidden.mail 9999')).toBe(1);
      expect(await looksUp('mail:hidden.mail@example.com')).toBe(1);
      expect(await looksUp('tel:+81399990000')).toBe(1);
      expect(await finds('hush')).toBe(0);
      await relabel(id, {remove: [label]});
      expect(await finds('hidden.mail')).toBe(1);
      expect(await finds('9999')).toBe(0);
      expect(await looksUp('tel:+81399990000')).toBe(0);
      await relabel(id, {remove: [both]});
      expect(await finds('secretive')).toBe(0);
    });

    test('contacts of other people’s labels, in the trash or of a deleted label are not there', async () => {
      await enrol('other');
      const theirs = await share('other');
      await add(named('Absentee', 'theirs'), theirs);
      const trashed = await add(named('Absentee', 'trashed'), label);
      await relabel(trashed, {remove: [label]});
      const doomed = await share();
      const lost = await add(named('Absentee', 'lost'), doomed);
      expect(await search('absentee')).toEqual([lost]);
      await write(tx => deleteLabel(tx, {labelId: doomed, keepCopies: false}));
      expect(await search('absentee')).toEqual([]);
      await relabel(trashed, {add: [label]});
      expect(await search('absentee')).toEqual([trashed]);
    });
  });

  test('a switchboard’s number takes no room from other keys', async () => {
    const phoneNumbers = [{value: '+81 3-5555-0000'}];
    const ids: string[] = [];
    for (let count = 0; count < 4; count++) {
      ids.push(await add(named('Desk', `D${count}`, {phoneNumbers}), label));
    }
    const last = await add(
      person({emailAddresses: [{value: 'last@example.com'}]}),
      label,
    );
    const found = await findContactsByKey(getDatabase().db, {
      accountId: OWNER,
      keys: ['tel:+81355550000', 'mail:last@example.com', 'mail:no@b.jp'],
      limit: 2,
    });
    expect(found.map(({id}) => id)).toEqual([...ids.slice(0, 2), last]);
  });

  const letters = fc.string({
    unit: fc.constantFrom(..."aeßñ林山田ヤまだ１2-'. 　"),
    minLength: 1,
    maxLength: 10,
  });

  test('every part of a word of what is seen finds the contact, as it was edited last', async () => {
    const id = await add(named('Before'), label);
    await fc.assert(
      fc.asyncProperty(
        letters,
        letters,
        fc.nat(),
        fc.nat(),
        async (name, note, from, size) => {
          const content = person({
            nicknames: [{value: name}],
            biographies: [{value: note}],
          });
          await write(tx =>
            editContact(tx, {contactId: id, by: BY, change: () => ({content})}),
          );
          const words = searchTexts(content).flatMap(({text}) =>
            text.split(' '),
          );
          for (const word of words) {
            const start = from % word.length;
            const part = word.slice(start, start + 1 + (size % word.length));
            expect([part, await search(part)]).toEqual([
              part,
              expect.arrayContaining([id]),
            ]);
          }
        },
      ),
      {numRuns: 60},
    );
    expect(await search('before')).toEqual([]);
  });

  test('a long text in letters that are not ASCII is cut in time, and no gram of it is missing', async () => {
    const letters = Array.from({length: 20_000}, (_, at) =>
      String.fromCodePoint(0x4e00 + at),
    );
    const {rows} = await sql<{readonly count: number}>`
      select cardinality(text_grams(${letters.join('')})) as count`.execute(
      getDatabase().db,
    );
    // Each letter, each two and each three of them.
    expect(rows).toEqual([{count: 20_000 + 20_000 + 19_998}]);
  });

  test('names in other forms of a character are found by any, those too that were there before', async () => {
    const {db} = getDatabase();
    const label = await share();
    const content = named('髙橋', '一郎');
    const takahashi = await add(content, label);
    const today = await add(named('高橋', '二郎'), label);
    expect(await search('髙橋')).toEqual([takahashi, today]);
    // As the release before wrote it.
    await sql`update contact_texts set text = '髙橋一郎 髙橋 一郎'
      where contact_id = ${takahashi}`.execute(db);
    expect(await search('高橋')).toEqual([today]);
    const {up} = kanjiVariants(KANJI_VARIANTS);
    await up(db as unknown as Kysely<never>);
    expect(await search('高橋')).toEqual([takahashi, today]);
    await write(tx => indexContacts(tx, [{id: takahashi, content}]));
    expect(await search('高橋')).toEqual([takahashi, today]);
  });

  test('contacts that were there before the index are in it after the migration', async () => {
    const {db} = getDatabase();
    const dump = async () =>
      (
        await sql`
          select t.* from contact_texts t join contacts c on c.id = t.contact_id
          where c.content <> '{}' order by contact_id, field`.execute(db)
      ).rows;
    const before = await dump();
    expect(before.length).toBeGreaterThan(10);
    await sql`drop table contact_texts`.execute(db);
    await sql`drop function text_grams`.execute(db);
    await sql`drop aggregate fields_in_all(text[])`.execute(db);
    await sql`drop function fields_in_both`.execute(db);
    await contactSearch(indexAllContacts).up(db as unknown as Kysely<never>);
    expect(await dump()).toEqual(before);
    expect(await search('山田太郎')).toHaveLength(1);
  });
});
