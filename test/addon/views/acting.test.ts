import {expect, test} from '@jest/globals';
import type {Role} from '../../../server/contract/role.ts';
import type {ActionResponse, Card} from '../../../src/card.ts';
import {openCompose} from '../../../src/handlers/compose.ts';
import {
  addComment,
  showContact,
  takeOff,
} from '../../../src/handlers/contact.ts';
import {
  addField,
  addPerson,
  editContact,
  readSignature,
  saveForm,
} from '../../../src/handlers/form.ts';
import {search, showHome, syncNow} from '../../../src/handlers/homepage.ts';
import {showLabel} from '../../../src/handlers/label.ts';
import {openEvent, openMessage} from '../../../src/handlers/message.ts';
import {share, showPeople} from '../../../src/handlers/share.ts';
import {undo} from '../../../src/handlers/undo.ts';
import type {Handler, Reply, Request} from '../../../src/ports.ts';
import {asJson, everyValue} from '../support/card-rules.ts';
import {offered, refusal, top} from '../support/offers.ts';
import {
  cardText,
  LABEL,
  NOW,
  OTHER_LABEL,
  OWN,
  samplePorts,
  sampleService,
  sato,
  SATO,
  type SampleOptions,
} from '../support/sample.ts';

const as = (role: Role, options: SampleOptions = {}) =>
  samplePorts({service: sampleService(role), ...options});

const refusing =
  (role: Role, isRefused: (request: Request) => boolean, status: number) =>
  (request: Request): Reply =>
    isRefused(request)
      ? {kind: 'answered', status, body: {}}
      : sampleService(role)(request);

const isWrite = ({method, path}: Request) =>
  method !== 'GET' && !path.endsWith(':lookup');

test('a message shows its sender first, and people nobody shares with an offer to add them', () => {
  const {ports, asked} = as('editor');
  const {cards} = openMessage(ports);
  expect(cards.map(({header}) => header?.title)).toEqual([
    '佐藤 健',
    'bob@unknown.example',
  ]);
  expect(cards[0]!.header?.subtitle).toContain('さとう けん');
  expect(offered(cards[1]!, 'addPerson')).toMatchObject({
    email: 'bob@unknown.example',
  });
  expect(asked).toHaveLength(1);
});

test('a message that is opened again within a minute asks nothing', () => {
  const kept = new Map<string, string>();
  const first = as('editor', {kept});
  const once = openMessage(first.ports);
  const second = as('editor', {kept});
  expect(openMessage(second.ports)).toEqual(once);
  expect(second.asked).toEqual([]);
});

test('what is kept is not shown after an act of one’s own, whatever came of it', () => {
  const kept = new Map<string, string>();
  openMessage(as('owner', {kept}).ports);
  syncNow(
    as('owner', {kept, service: () => ({kind: 'unreachable'})}).ports,
    {},
  );
  const again = as('owner', {kept});
  openMessage(again.ports);
  expect(again.asked).toHaveLength(1);
});

/** Whether a message that was opened is read anew after something else was. */
function asksAgain(between: (kept: Map<string, string>) => void): boolean {
  const kept = new Map<string, string>();
  showHome(as('editor', {kept}).ports);
  openMessage(as('editor', {kept}).ports);
  between(kept);
  const again = as('editor', {kept});
  openMessage(again.ports);
  return again.asked.length > 0;
}

const telling =
  (changeCounter: string) =>
  (request: Request): Reply => {
    const reply = sampleService('editor')(request);
    return reply.kind === 'answered' && request.path.endsWith('/accounts/me')
      ? {...reply, body: {...(reply.body as object), changeCounter}}
      : reply;
  };

test('what is kept is shown until the service tells of a change', () => {
  const home = (kept: Map<string, string>, counter: string) =>
    showHome(as('editor', {kept, service: telling(counter)}).ports);
  expect(asksAgain(kept => home(kept, 'counter-1'))).toBe(false);
  expect(asksAgain(kept => home(kept, 'counter-2'))).toBe(true);
});

test.each([401, 403, 404])(
  'what is kept is not shown once the service refused anything with %i',
  status => {
    const service = refusing('editor', () => true, status);
    expect(
      asksAgain(kept =>
        showContact(as('editor', {kept, service}).ports, {contact: SATO}),
      ),
    ).toBe(true);
  },
);

test('what was asked before an act and answered after it is not shown after it', () => {
  const kept = new Map<string, string>();
  const working = sampleService('editor');
  let isFirst = true;
  const {ports} = as('editor', {
    kept,
    service: request => {
      // In another tab, meanwhile.
      if (isFirst) {
        isFirst = false;
        syncNow(as('editor', {kept, nowMs: () => NOW + 1}).ports, {});
      }
      return working(request);
    },
  });
  openMessage(ports);
  const again = as('editor', {kept});
  openMessage(again.ports);
  expect(again.asked).toHaveLength(1);
});

test('of a message with people who are kept only the others are asked for', () => {
  const kept = new Map<string, string>();
  openMessage(as('editor', {kept}).ports);
  const {ports, asked} = as('editor', {kept});
  const people = ['bob@unknown.example', 'new@unknown.example'];
  openEvent({
    ...ports,
    event: {
      ...ports.event,
      calendarEvent: {
        canSeeAttendees: true,
        attendees: people.map(email => ({
          ...{email, organizer: false, self: false, resource: false},
        })),
      },
    },
  });
  expect(asked.map(({body}) => body)).toEqual([
    {emails: ['new@unknown.example']},
  ]);
});

test('contacts that are kept for other people are not shown, though their keys be one', () => {
  const kept = new Map<string, string>();
  openMessage(as('editor', {kept}).ports);
  for (const [key, value] of kept) {
    kept.set(key, value.replace('bob@unknown', 'eve@unknown'));
  }
  const again = as('editor', {kept});
  openMessage(again.ports);
  expect(again.asked).toHaveLength(1);
});

test('what somebody typed into a contact is shown as text, never as markup', () => {
  const card = top(showContact(as('owner').ports, {contact: SATO}));
  const texts = everyValue(asJson(card), 'text').join('\n');
  expect(texts).toContain('Met &lt;him&gt; &amp; 1');
  expect(texts).not.toContain('<him>');
});

test.each([
  ['viewer', 'Suggest a change', false, false],
  ['editor', 'Edit contact', false, false],
  ['remover', 'Edit contact', true, false],
  ['manager', 'Edit contact', true, true],
  ['owner', 'Edit contact', true, true],
] as const)(
  'a %s is offered what the role allows, and told what it does not',
  (role, primary, mayRemove, mayShare) => {
    const card = top(showContact(as(role).ports, {contact: SATO}));
    expect(card.fixedFooter?.primaryButton.text).toBe(primary);
    expect(offered(card, 'takeOff') !== undefined).toBe(mayRemove);
    expect(offered(card, 'pickLabel') !== undefined).toBe(mayShare);
    expect(cardText(card).includes('ask aoi@example.com')).toBe(!mayShare);
  },
);

test('a viewer’s form suggests, and adds neither contacts nor people to a label', () => {
  const form = top(editContact(as('viewer').ports, {contact: SATO}));
  expect(form.fixedFooter?.primaryButton.text).toBe('Suggest');
  const label = top(showLabel(as('viewer').ports, {label: LABEL}));
  expect(offered(label, 'newContact')).toBeUndefined();
  expect(cardText(label)).toContain('needs the role Editor');
  const people = top(showPeople(as('editor').ports, {label: LABEL}));
  expect(offered(people, 'shareForm')).toBeUndefined();
  expect(cardText(people)).toContain('need the role Manager');
});

/** What the inputs of a card hold, as a host sends them. */
function inputsOf(card: Card): Record<string, readonly string[]> {
  const model = asJson(card);
  const texts = everyValue(model, 'textInput') as {
    name: string;
    value?: string;
  }[];
  return Object.fromEntries(
    texts.flatMap(({name, value}) => (value ? [[name, [value]]] : [])),
  );
}

function openedForm(options: SampleOptions = {}) {
  const form = top(editContact(as('editor', options).ports, {contact: SATO}));
  return {
    form,
    inputs: inputsOf(form),
    state: offered(form, 'saveForm')!['form']!,
  };
}

test('a form sends the fields that were changed, and no others', () => {
  const {inputs, state} = openedForm();
  const {ports, asked} = as('editor', {
    event: {
      inputs: {...inputs, 'names.0.givenName': ['太郎']},
    },
  });
  saveForm(ports, {form: state});
  const [patch] = asked;
  expect(patch).toMatchObject({
    method: 'PATCH',
    path: `/v1/${SATO}?updateMask=names`,
    body: {
      etag: 'etag-1',
      person: {names: [{givenName: '太郎', familyName: '佐藤'}]},
    },
  });
});

test.each(['en-US', 'ja'])(
  'a form in %s in which nothing was typed sends nothing',
  locale => {
    const {inputs, state} = openedForm({locale});
    const {ports, asked} = as('editor', {locale, event: {inputs}});
    saveForm(ports, {form: state});
    expect(asked).toEqual([]);
  },
);

test('items that are emptied or ticked are removed, and new ones added', () => {
  const {inputs, state} = openedForm();
  const {ports, asked} = as('editor', {
    event: {
      inputs: {
        ...inputs,
        'phoneNumbers.remove': ['0'],
        'emailAddresses.0.value': [],
        'emailAddresses.0.type': [],
      },
    },
  });
  saveForm(ports, {form: state});
  expect(asked[0]?.body).toMatchObject({
    person: {
      emailAddresses: [],
      phoneNumbers: [{value: '03-1234-5678 ext. 9'}],
    },
  });
});

test('another item of a field keeps what was typed beside it', () => {
  const {inputs, state} = openedForm();
  const {ports} = as('editor', {
    event: {
      inputs: {
        ...inputs,
        field: ['phoneNumbers'],
        'names.0.givenName': ['太郎'],
      },
    },
  });
  const next = inputsOf(top(addField(ports, {form: state})));
  expect(next['names.0.givenName']).toEqual(['太郎']);
  expect(
    Object.keys(next).filter(name => /^phoneNumbers\.\d\.value$/.test(name)),
  ).toHaveLength(2);
});

test.each([
  ['en-US', 'names', 'middleName'],
  ['ja', 'names', 'honorificPrefix'],
  ['en-US', 'addresses', 'extendedAddress'],
  ['ja', 'organizations', 'jobDescription'],
])(
  'a field that somebody asks for has all of its parts: in %s, %s.%s',
  (locale, field, part) => {
    const form = top(
      editContact(as('editor', {locale}).ports, {contact: SATO}),
    );
    const inputs = inputsOf(form);
    const name = `${field}.0.${part}`;
    expect(everyValue(asJson(form), 'name')).not.toContain(name);
    const asking = as('editor', {
      locale,
      event: {inputs: {...inputs, field: [field]}},
    });
    const state = offered(form, 'addField')!['form']!;
    const wide = top(addField(asking.ports, {form: state}));
    expect(everyValue(asJson(wide), 'name')).toContain(name);
    const saving = as('editor', {
      locale,
      event: {inputs: {...inputsOf(wide), [name]: ['Typed']}},
    });
    saveForm(saving.ports, {form: offered(wide, 'saveForm')!['form']!});
    expect(saving.asked[0]?.body).toMatchObject({
      person: {[field]: [{[part]: 'Typed'}]},
    });
  },
);

test('thirty numbers are edited by themselves, and another is added', () => {
  const phoneNumbers = Array.from({length: 30}, (_, at) => ({
    value: `03-1234-${5600 + at}`,
  }));
  const service = (request: Request): Reply => {
    const {person, ...contact} = sato('editor');
    return request.path === `/v1/${SATO}`
      ? {
          kind: 'answered',
          status: 200,
          body: {...contact, person: {...person, phoneNumbers}},
        }
      : sampleService('editor')(request);
  };
  const {inputs, state} = openedForm({service});
  expect(state).not.toContain('5600');
  const {ports} = as('editor', {
    service,
    event: {inputs: {...inputs, field: ['phoneNumbers']}},
  });
  const card = asJson(top(addField(ports, {form: state})));
  const names = (everyValue(card, 'textInput') as {name: string}[]).filter(
    ({name}) => /^phoneNumbers\.\d+\.value$/.test(name),
  );
  expect(names).toHaveLength(31);
});

test.each([400, 401, 403, 409, 429, 500])(
  'a form that is refused with %s comes back as it was typed, and says why',
  status => {
    const {inputs, state} = openedForm();
    const typed = {...inputs, 'names.0.givenName': ['太郎']};
    const {ports} = as('editor', {
      service: refusing('editor', isWrite, status),
      event: {inputs: typed},
    });
    const card = top(saveForm(ports, {form: state}));
    expect(inputsOf(card)).toMatchObject(typed);
    expect(cardText(card).length).toBeGreaterThan(20);
    // And what is sent then still has it.
    const again = as('editor', {event: {inputs: inputsOf(card)}});
    saveForm(again.ports, {form: offered(card, 'saveForm')!['form']!});
    expect(again.asked[0]?.body).toMatchObject({
      person: {names: [{givenName: '太郎'}]},
    });
  },
);

test('a form whose next field cannot be asked for keeps what was typed', () => {
  const {inputs, state} = openedForm();
  const typed = {...inputs, 'names.0.givenName': ['太郎']};
  const {ports} = as('editor', {
    service: () => ({kind: 'unreachable'}),
    event: {inputs: {...typed, field: ['nicknames']}},
  });
  const card = top(addField(ports, {form: state}));
  expect(inputsOf(card)).toMatchObject(typed);
  expect(cardText(card)).toContain('did not answer in time');
});

test('a new contact that is refused stays in the label that was chosen for it', () => {
  const form = top(
    addPerson(as('editor').ports, {email: 'bob@unknown.example'}),
  );
  const {ports} = as('editor', {
    service: refusing('editor', isWrite, 500),
    event: {
      inputs: {
        ...inputsOf(form),
        ...{'userDefined.0.value': ['7'], label: [OTHER_LABEL]},
      },
    },
  });
  const state = offered(form, 'saveForm')!['form']!;
  const card = asJson(top(saveForm(ports, {form: state})));
  const inputs = everyValue(card, 'selectionInput') as {
    readonly name: string;
    readonly items: readonly object[];
  }[];
  const {items} = inputs.find(({name}) => name === 'label')!;
  expect(items).toContainEqual(
    expect.objectContaining({value: OTHER_LABEL, selected: true}),
  );
});

test('where somebody was quicker, the form has their values beside what was typed', () => {
  const {inputs, state} = openedForm();
  let isFirst = true;
  const {ports} = as('editor', {
    event: {inputs: {...inputs, 'names.0.givenName': ['太郎']}},
    service: request => {
      if (request.method === 'PATCH' && isFirst) {
        isFirst = false;
        return {kind: 'answered', status: 409, body: {}};
      }
      const contact = sato('editor');
      return request.method === 'GET'
        ? {
            kind: 'answered',
            status: 200,
            body: {
              ...contact,
              etag: 'etag-2',
              person: {
                ...contact.person,
                emailAddresses: [{value: 'new@sato.example'}],
              },
            },
          }
        : sampleService('editor')(request);
    },
  });
  const card = top(saveForm(ports, {form: state}));
  expect(inputsOf(card)).toMatchObject({
    'names.0.givenName': ['太郎'],
    'emailAddresses.0.value': ['new@sato.example'],
  });
  expect(offered(card, 'saveForm')?.['form']).toContain('etag-2');
  expect(cardText(card)).toContain('Name: 佐藤 健 → 佐藤 太郎');
});

test('where somebody was quicker with the same, nothing is said to be replaced', () => {
  const {inputs, state} = openedForm();
  let isFirst = true;
  const {ports} = as('editor', {
    event: {inputs: {...inputs, 'biographies.0.value': ['Same']}},
    service: request => {
      if (request.method === 'PATCH' && isFirst) {
        isFirst = false;
        return {kind: 'answered', status: 409, body: {}};
      }
      const contact = sato('editor');
      const person = {...contact.person, biographies: [{value: 'Same'}]};
      return request.method === 'GET'
        ? {kind: 'answered', status: 200, body: {...contact, person}}
        : sampleService('editor')(request);
    },
  });
  const text = cardText(top(saveForm(ports, {form: state})));
  expect(text).toContain('Check how it is now');
  expect(text).not.toContain('Notes: ');
});

test('who may edit no more can suggest what they typed', () => {
  const {inputs, state} = openedForm();
  const typed = {...inputs, 'names.0.givenName': ['太郎']};
  const {ports} = as('editor', {
    service: refusing('editor', isWrite, 403),
    event: {inputs: typed},
  });
  const card = top(saveForm(ports, {form: state}));
  expect(cardText(card)).toContain('Your role does not allow this');
  const again = as('viewer', {event: {inputs: inputsOf(card)}});
  const suggested = saveForm(again.ports, {
    form: offered(card, 'saveForm')!['form']!,
  });
  expect(again.asked[0]?.path).toContain(`${SATO}/suggestions`);
  expect(cardText(top(suggested))).toContain('Suggested.');
});

test.each([
  ['new', '2026-11-22T08:15:00.004Z', true],
  ['joined to an earlier one', '2026-11-22T08:16:00.000Z', false],
])('a suggestion that is %s is withdrawn alone', (_, updateTime, isOffered) => {
  const {inputs, state} = openedForm();
  const {ports} = as('viewer', {
    event: {inputs: {...inputs, 'names.0.givenName': ['太郎']}},
    service: request => {
      const reply = sampleService('viewer')(request);
      return request.method === 'POST' && reply.kind === 'answered'
        ? {...reply, body: {...(reply.body as object), updateTime}}
        : reply;
    },
  });
  const form = state.replace('"mode":"edit"', '"mode":"suggest"');
  const card = top(saveForm(ports, {form}));
  expect(cardText(card)).toContain('Suggested.');
  expect(offered(card, 'undo') !== undefined).toBe(isOffered);
});

test.each([
  ['en', 'tomorrow', 'Birthday: Write 1990-05-23, or 05-23'],
  ['en', '1990-02-30', 'Birthday: Write 1990-05-23, or 05-23'],
  ['ja', '02-30', '誕生日: 1990-05-23（年なしは 05-23）の形で'],
])(
  'a day that is none comes back as typed and says how in %s: %s',
  (locale, typed, how) => {
    const opened = openedForm({locale});
    const {ports} = as('editor', {
      locale,
      event: {inputs: {...opened.inputs, 'birthdays.0.date': [typed]}},
    });
    const card = top(saveForm(ports, {form: opened.state}));
    expect(inputsOf(card)['birthdays.0.date']).toEqual([typed]);
    expect(cardText(card)).toContain(how);
  },
);

test.each([
  ['en', 'Birthday: Write 1990-05-23, or 05-23'],
  ['ja', '誕生日: 1990-05-23（年なしは 05-23）の形で'],
])('a day that the service refuses says how in %s', (locale, how) => {
  const opened = openedForm({locale});
  const refusal = {
    field: 'person.birthdays[0].date',
    description: 'Not a date of the calendar',
  };
  const {ports} = as('editor', {
    locale,
    event: {inputs: {...opened.inputs, 'birthdays.0.date': ['1990-02-28']}},
    service: request =>
      request.method === 'PATCH'
        ? {
            kind: 'answered',
            status: 400,
            body: {
              error: {
                ...{code: 400, status: 'INVALID_ARGUMENT', message: 'No'},
                details: [
                  {
                    '@type': 'type.googleapis.com/google.rpc.BadRequest',
                    fieldViolations: [refusal],
                  },
                ],
              },
            },
          }
        : sampleService('editor')(request),
  });
  const card = top(saveForm(ports, {form: opened.state}));
  expect(cardText(card)).toContain(how);
});

test('after an edit of one’s own there is a way to undo it, and none after somebody else’s', () => {
  const {inputs, state} = openedForm();
  const typed = {inputs: {...inputs, 'names.0.givenName': ['太郎']}};
  const revisionOf = (account: string) => (request: Request) =>
    request.path.includes('/revisions')
      ? ({
          kind: 'answered',
          status: 200,
          body: {
            revisions: [
              {
                name: `${SATO}/revisions/9`,
                time: new Date(NOW).toISOString(),
                kind: 'edit',
                account,
                via: 'API',
                changes: [],
                labelsAdded: [],
                labelsRemoved: [],
              },
            ],
          },
        } as const)
      : sampleService('editor')(request);
  const saved = (account: string) =>
    top(
      saveForm(
        as('editor', {event: typed, service: revisionOf(account)}).ports,
        {
          form: state,
        },
      ),
    );
  const way = offered(saved(OWN), 'undo');
  expect(way?.['call']).toContain(`${SATO}/revisions/9:undo`);
  expect(offered(saved('aoi@example.com'), 'undo')).toBeUndefined();
  const {ports, asked} = as('editor');
  undo(ports, {call: way!['call']!, back: way!['back']!});
  expect(asked[0]).toMatchObject({
    method: 'POST',
    path: `/v1/${SATO}/revisions/9:undo`,
  });
});

test('who is taken off the last label is gone, and can be brought back', () => {
  const {ports} = as('remover', {
    service: request =>
      request.method === 'GET'
        ? {kind: 'answered', status: 404, body: {}}
        : sampleService('remover')(request),
  });
  const card = top(takeOff(ports, {contact: SATO, label: LABEL}));
  expect(offered(card, 'undo')?.['call']).toContain(`${SATO}:undelete`);
});

const WRITTEN = {
  inputs: {
    text: ['Hello'],
    visibility: ['PUBLIC'],
    mentions: ['x@example.com'],
  },
};

test('a comment that is refused comes back as it was typed', () => {
  const card = top(
    addComment(
      as('editor', {event: WRITTEN, service: refusing('editor', isWrite, 400)})
        .ports,
      {contact: SATO, id: '1'},
    ),
  );
  expect(inputsOf(card)).toMatchObject({
    text: ['Hello'],
    mentions: ['x@example.com'],
  });
});

test('a search that fails is tried again for what was typed', () => {
  const {ports} = as('viewer', {
    service: () => ({kind: 'unreachable'}),
    event: {inputs: {query: ['佐藤']}},
  });
  expect(offered(top(search(ports, {})), 'search')).toMatchObject({
    query: '佐藤',
  });
});

test.each([
  [400, 'Not accepted'],
  [401, 'Not signed in'],
  [403, 'No account yet'],
  [404, 'Not there any more'],
  [409, 'Changed meanwhile'],
  [429, 'Too busy'],
  [500, 'Something went wrong'],
  [502, 'No answer'],
  [503, 'No answer'],
  [504, 'No answer'],
])('a service that answers %i is told as: %s', (status, title) => {
  const {ports} = samplePorts({
    service: () => ({kind: 'answered', status, body: {}}),
  });
  expect(top(showHome(ports)).header?.title).toBe(title);
});

test('a photo that no host shows is a monogram', () => {
  const working = sampleService('viewer');
  const {ports} = as('viewer', {
    service: request => {
      const reply = working(request);
      const photos = [{url: 'http://127.0.0.1:8080/v1/photos/x'}];
      const person = {...sato('viewer').person, photos};
      return request.path === `/v1/${SATO}` && reply.kind === 'answered'
        ? {...reply, body: {...(reply.body as object), person}}
        : reply;
    },
  });
  const {header} = top(showContact(ports, {contact: SATO}));
  expect(header?.imageUrl).toContain(
    'https://contacts.example.com/v1/monogram',
  );
});

test('a share that is refused comes back as it was typed', () => {
  const inputs = {
    principal: ['a@example.com'],
    role: ['editor'],
    type: ['user'],
  };
  const card = top(
    share(
      as('owner', {event: {inputs}, service: refusing('owner', isWrite, 409)})
        .ports,
      {label: LABEL},
    ),
  );
  expect(inputsOf(card)).toMatchObject({principal: ['a@example.com']});
  expect(cardText(card)).toContain('shared with them already');
});

test('the body of a message is read when the person asks for it, and no earlier', () => {
  const body = 'Hi\n--\nBob\nTel: 03-1111-2222';
  const {ports} = as('editor', {body});
  const bob = {email: 'bob@unknown.example', name: undefined};
  expect(inputsOf(top(addPerson(ports, bob)))).not.toMatchObject({
    'phoneNumbers.0.value': expect.anything(),
  });
  expect(inputsOf(top(readSignature(ports, bob)))).toMatchObject({
    'phoneNumbers.0.value': ['03-1111-2222'],
  });
});

test('a new person is sent once, however often the form is', () => {
  const {ports} = as('editor');
  const form = top(
    addPerson(ports, {email: 'bob@unknown.example', name: 'Bob'}),
  );
  const state = offered(form, 'saveForm')!['form']!;
  const paths = [1, 2].map(() => {
    const sent = as('editor', {
      event: {inputs: {...inputsOf(form), 'userDefined.0.value': ['7']}},
      nowMs: () => NOW + 1,
    });
    saveForm(sent.ports, {form: state});
    return sent.asked[0]!.path;
  });
  expect(paths[0]).toMatch(/contacts\?requestId=[0-9a-f-]{36}$/);
  expect(paths[1]).toBe(paths[0]);
});

test('who is refused at the door is told how to get an account', () => {
  const denied: Handler<'showHome'> = ports => showHome(ports);
  const {ports} = samplePorts({
    service: () => ({kind: 'answered', status: 403, body: {}}),
  });
  expect(cardText(top(denied(ports, {})))).toContain('No account yet');
});

test.each([
  ['en', 'INVITED', 'You are invited', 'Open the link'],
  ['ja', 'INVITED', '招待されています', '招待メールのリンク'],
  ['en', 'SUSPENDED', 'Account suspended', 'Ask your administrator'],
  ['ja', 'SUSPENDED', 'アカウントが停止されています', '管理者に'],
  ['en', 'DELETED', 'Account deleted', 'Ask your administrator'],
  ['ja', 'DELETED', 'アカウントが削除されました', '管理者に'],
])(
  'in %s an account that is %s is told so wherever it comes from',
  (locale, state, title, what) => {
    const {ports} = samplePorts({
      locale,
      service: request =>
        state === 'INVITED' && request.path === '/v1/accounts/me'
          ? sampleService('viewer')(request)
          : refusal(403, `ACCOUNT_${state}`),
    });
    for (const trigger of [showHome, openMessage, openCompose]) {
      const card = top(trigger(ports));
      expect(card.header?.title).toBe(title);
      expect(cardText(card)).toContain(what);
    }
  },
);

test('who has no label to insert from may create one', () => {
  const {ports} = as('owner', {
    service: () => ({kind: 'answered', status: 200, body: {labels: []}}),
  });
  expect(offered(top(openCompose(ports)), 'newLabel')).toBeDefined();
});

test('a workplace without labels offers to create one', () => {
  const {ports} = as('owner', {
    service: request =>
      request.path.startsWith('/v1/labels')
        ? {kind: 'answered', status: 200, body: {labels: []}}
        : sampleService('owner')(request),
  });
  const card = top(showHome(ports));
  expect(offered(card, 'newLabel')).toBeDefined();
  expect(cardText(card)).toContain('Nobody has shared a label with you yet');
});

test.each([
  ['03-1234-5678 内線 123', '0312345678'],
  ['+1 650 555 0100 ext. 12', '+16505550100'],
  ['650-555-0100x12', '6505550100'],
  ['03-1234-5678＃9', '0312345678'],
  ['+16505550100;ext=12', '+16505550100'],
  ['03-1234-5678 / 090-1234-5678', '0312345678'],
  ['#31#0312345678', '#31#0312345678'],
  ['Front desk 0120-000-000', '0120000000'],
])('of %s is dialled %s', (value, dialled) => {
  const {ports} = as('viewer', {
    service: request => {
      const reply = sampleService('viewer')(request);
      const person = {phoneNumbers: [{value}]};
      return request.path === `/v1/${SATO}` && reply.kind === 'answered'
        ? {...reply, body: {...(reply.body as object), person}}
        : reply;
    },
  });
  const card = asJson(top(showContact(ports, {contact: SATO})));
  expect(everyValue(card, 'openLink')).toEqual([{url: `tel:${dialled}`}]);
});

test.each([
  [[{familyName: '佐藤', phoneticFamilyName: 'サトウ'}], '3055.png'],
  [[{givenName: 'がん太'}], '304b.png'],
  [[{givenName: 'Émile'}], '45.png'],
  [[{familyName: '佐藤'}], 'person.png'],
  [[{familyName: 'ゐ'}], 'person.png'],
  [undefined, '4b.png'],
])('somebody called %j who has no photo has a monogram', (names, file) => {
  const {phoneNumbers} = sato('viewer').person;
  const person = {names, nicknames: [{value: 'Ken'}], phoneNumbers};
  const {ports} = as('viewer', {
    service: request => {
      const reply = sampleService('viewer')(request);
      return request.path === `/v1/${SATO}` && reply.kind === 'answered'
        ? {...reply, body: {...(reply.body as object), person}}
        : reply;
    },
  });
  expect(top(showContact(ports, {contact: SATO})).header?.imageUrl).toBe(
    `https://contacts.example.com/v1/monograms/${file}`,
  );
});

test('the homepage names what changed last, by whom and when, and opens it', () => {
  const card = top(showHome(as('editor').ports));
  const section = card.sections.find(
    ({header}) => header === 'Recently changed',
  );
  expect(asJson(section)).toMatchObject({
    widgets: [
      {
        decoratedText: {
          text: '佐藤 健',
          bottomLabel: 'You changed it · Phone, Name · Nov 22, 2026, 5:15 PM',
        },
      },
    ],
  });
  expect(offered({sections: [section!]}, 'showContact')).toMatchObject({
    contact: SATO,
  });
});

test('what is typed into the search stays where syncing has not worked', () => {
  const {ports} = as('owner', {service: refusing('owner', isWrite, 500)});
  const {navigations, notification} = syncNow(ports, {}) as ActionResponse;
  expect(navigations).toBeUndefined();
  expect(notification).toContain('could not do this');
});

test.each([
  ['QUOTA', true],
  ['HELD', false],
])(
  'delivery that waits for %s says when it is tried again: %s',
  (reason, says) => {
    const {ports} = as('manager', {
      service: request => {
        const reply = sampleService('manager')(request);
        const waiting = {email: OWN, upToDate: 1, waiting: 1, reason};
        return request.path.includes('/delivery')
          ? {
              kind: 'answered',
              status: 200,
              body: {
                accounts: [
                  {...waiting, retryTime: new Date(NOW).toISOString()},
                ],
              },
            }
          : reply;
      },
    });
    const said = cardText(top(showPeople(ports, {label: LABEL})));
    expect(said.includes('again ')).toBe(says);
  },
);
