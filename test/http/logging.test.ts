import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {describeOnBothStores} from '../support/database.ts';
import {createTestApi, type TestApi} from './support/api.ts';
import {shareLabel, type SharedLabel} from './support/shared-label.ts';

describeOnBothStores('the log of calls', getDatabase => {
  let api: TestApi;
  let shared: SharedLabel;

  beforeAll(async () => {
    api = await createTestApi(getDatabase());
    shared = await shareLabel(api, 'Geheimkunden');
  });

  afterAll(() => api.app.close());

  test('has ids and no content, address, query value or token', async () => {
    const {owner, viewer} = shared.people;
    const contact = await shared.addContact({
      names: [{givenName: 'Secretname'}],
      phoneNumbers: [{value: '03-9999-8888'}],
      emailAddresses: [{value: 'secret@customer.example'}],
    });
    await api.ok(owner, `PATCH /v1/${contact}`, {
      person: {biographies: [{value: 'Secretnote'}]},
    });
    await api.call(viewer, `PATCH /v1/${contact}`, {
      person: {nicknames: [{value: 'Secretnick'}]},
    });
    await api.call(owner, `PATCH /v1/${contact}`, {
      person: {nicknames: [{value: 7, Secretkey: 1}], Secretfield: []},
    });
    await api.call(owner, 'GET /v1/labels?pageToken=Secrettoken&q=Secretquery');
    await api.call(owner, 'GET /v1/Secretpath?q=Secretquery');
    await api.call(owner, 'GET /v1/labels/%zzSecretpath');
    await api.call(owner, `POST /v1/${shared.label}/grants`, {
      principal: {type: 'user', email: 'secret@nowhere.example'},
    });
    await api.app.inject({
      method: 'POST',
      url: '/v1/labels',
      headers: {
        authorization: `Bearer ${api.workplace.idToken(owner)}`,
        'content-type': 'application/json',
      },
      payload: '{"displayName": "Secretbroken',
    });
    await api.app.inject({
      url: '/v1/labels',
      headers: {authorization: 'Bearer Secretbearer'},
    });
    const outsider = api.workplace.join('secret', {
      domain: 'out.example',
      consumer: true,
    });
    api.workplace.breakGoogle('denied');
    await api.call(outsider, 'GET /v1/labels');
    api.workplace.breakGoogle(undefined);

    const log = api.log();
    expect(log).toContain(`"accountId":"${owner.id}"`);
    expect(log).toContain('"route":"/v1/contacts/:contact(^[^:/]+)"');
    expect(log).toContain('the Directory refused to show who calls');
    for (const secret of [
      /secret/i,
      /geheimkunden/i,
      /9999.?8888/,
      /@/,
      /bearer/i,
      /eyJ/,
      /127\.0\.0\.1/,
    ]) {
      expect(log).not.toMatch(secret);
    }
  });

  test('has one line for each call', async () => {
    const before = api.log().split('\n').length;
    await api.ok(shared.people.owner, `GET /v1/${shared.label}`);
    const lines = api
      .log()
      .split('\n')
      .slice(before - 1, -1);
    expect(lines.map(line => JSON.parse(line))).toEqual([
      expect.objectContaining({
        msg: 'call',
        method: 'GET',
        route: '/v1/labels/:label(^[^:/]+)',
        status: 200,
        durationMs: expect.any(Number),
        accountId: shared.people.owner.id,
        reqId: expect.any(String),
      }),
    ]);
  });

  test('says where the database failed and not on what', async () => {
    const broken = await createTestApi(getDatabase(), {
      newId: () => 'Secretid, which is no UUID',
    });
    const caller = broken.workplace.join('secret');
    const answer = await broken.call(caller, 'POST /v1/labels', {
      displayName: 'Secretname',
    });
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toMatch(/secret/i);
    expect(broken.log()).toContain('"code":"22P02"');
    expect(broken.log()).not.toMatch(/secret/i);
    await broken.app.close();
  });
});
