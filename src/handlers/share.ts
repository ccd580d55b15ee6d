import {Delivery} from '../../server/contract/delivery.ts';
import {Grant, GrantList} from '../../server/contract/grant.ts';
import {Label} from '../../server/contract/label.ts';
import {GrantPreview} from '../../server/contract/preview.ts';
import {Empty} from '../../server/contract/query.ts';
import {update} from '../card.ts';
import type {Card} from '../card.ts';
import {
  ask,
  askAll,
  askBoth,
  create,
  get,
  patch,
  post,
  read,
  remove,
  tell,
  type Answer,
  type Failure,
} from '../client.ts';
import type {Event, Handler, Ports} from '../ports.ts';
import {readerOf, type Reader} from '../reader.ts';
import {failureText, type Note} from '../views/pieces.ts';
import {
  grantCard,
  mayShare,
  peopleCard,
  shareCard,
  type PeopleShown,
} from '../views/share.ts';
import {back, noted, notDone, redrawn, shown} from './answers.ts';

const PAGE_SIZE = '25';
const DELIVERY_SIZE = '40';

function loadPeople(
  ports: Ports,
  name: string,
  pageToken?: string,
): Answer<PeopleShown> {
  const [one, list, third] = askAll(ports, [
    get(name),
    get(`${name}/grants`, {pageSize: PAGE_SIZE, pageToken}),
    get(`${name}/delivery`, {pageSize: DELIVERY_SIZE}),
  ]);
  const label = read(one, Label);
  if (label.kind === 'fault') return label;
  const grants = read(list, GrantList);
  if (grants.kind === 'fault') return grants;
  // Who may not see it is not told of it: that is no fault.
  const delivery = mayShare(label.value) ? read(third, Delivery) : undefined;
  return {
    kind: 'ok',
    value: {
      label: label.value,
      ...grants.value,
      delivery: delivery?.kind === 'ok' ? delivery.value : undefined,
    },
  };
}

export function peopleCardOf(ports: Ports, label: string, note: Note): Card {
  return noted(ports, loadPeople(ports, label), note, label, peopleCard);
}

export const showPeople: Handler<'showPeople'> = (ports, {label, pageToken}) =>
  shown(ports, loadPeople(ports, label, pageToken), peopleCard);

/** Cards do not change by themselves. */
export const refreshPeople: Handler<'refreshPeople'> = (ports, {label}) =>
  redrawn(ports, loadPeople(ports, label), peopleCard);

export const shareForm: Handler<'shareForm'> = (ports, {label}) =>
  shown(ports, ask(ports, Label, get(label)), shareCard);

/** What a form asks for, as the service takes it. */
function grantOf(inputs: Event['inputs'], isOwner: boolean) {
  return {
    role: inputs['role']?.[0] ?? 'viewer',
    showOnPhones: inputs['showOnPhones'] !== undefined,
    ...(isOwner && {hiddenFields: inputs['hiddenFields'] ?? []}),
  };
}

function newGrant({role}: Label, inputs: Event['inputs']) {
  const type = inputs['type']?.[0] ?? 'user';
  const [typed = ''] = inputs['principal'] ?? [];
  const principal =
    type === 'domain'
      ? {type, domain: typed.trim().replace(/^@/, '')}
      : {type, email: typed.trim()};
  return {principal, ...grantOf(inputs, role === 'owner')};
}

export const previewShare: Handler<'previewShare'> = (ports, {label}) => {
  const reader = readerOf(ports);
  const {inputs} = ports.event;
  const one = ask(ports, Label, get(label));
  if (one.kind === 'fault') {
    return notDone(ports, one);
  }
  const answer = ask(ports, GrantPreview, {
    ...post(`${label}/grants`, newGrant(one.value, inputs), {
      validateOnly: 'true',
    }),
    repeatable: true,
  });
  return update(
    shareCard(
      one.value,
      reader,
      answer.kind === 'ok'
        ? {typed: inputs, preview: answer.value}
        : {typed: inputs, problem: problemOf(reader, answer)},
    ),
  );
};

/** Why nothing is shared with those who were typed. */
const problemOf = (reader: Reader, failure: Failure) =>
  failure.fault === 'CHANGED'
    ? reader.language.share.already
    : failureText(reader, failure);

export const share: Handler<'share'> = (ports, {label}) => {
  const reader = readerOf(ports);
  const {inputs} = ports.event;
  const one = ask(ports, Label, get(label));
  if (one.kind === 'fault') {
    return notDone(ports, one);
  }
  const answer = tell(
    ports,
    Grant,
    create(
      `${label}/grants`,
      newGrant(one.value, inputs),
      `${ports.now()} ${label}`,
    ),
  );
  if (answer.kind === 'fault') {
    const problem = problemOf(reader, answer);
    return update(shareCard(one.value, reader, {typed: inputs, problem}));
  }
  return back(
    peopleCardOf(ports, label, {
      text: reader.language.share.done,
      undo: remove(answer.value.name),
    }),
  );
};

const labelOfGrant = (grant: string) => grant.split('/').slice(0, 2).join('/');

interface Granted {
  readonly label: Label;
  readonly grant: Grant;
}

function loadGrant(ports: Ports, name: string): Answer<Granted> {
  const label = labelOfGrant(name);
  return askBoth(
    ports,
    [get(label), Label],
    [get(name), Grant],
    (label, grant) => ({label, grant}),
  );
}

export const grantForm: Handler<'grantForm'> = (ports, {grant}) =>
  shown(ports, loadGrant(ports, grant), grantCard);

export const saveGrant: Handler<'saveGrant'> = (ports, {grant, etag}) => {
  const reader = readerOf(ports);
  const {inputs} = ports.event;
  const before = loadGrant(ports, grant);
  if (before.kind === 'fault') {
    return notDone(ports, before);
  }
  const {label, grant: was} = before.value;
  const change = grantOf(inputs, label.role === 'owner');
  const answer = tell(ports, Grant, patch(grant, {...change, etag}));
  if (answer.kind === 'fault') {
    return update(
      grantCard(before.value, reader, {
        typed: inputs,
        problem: failureText(reader, answer),
      }),
    );
  }
  const {role, showOnPhones, hiddenFields} = was;
  return back(
    peopleCardOf(ports, label.name, {
      text: reader.language.form.edit.done,
      undo: patch(
        grant,
        label.role === 'owner'
          ? {role, showOnPhones, hiddenFields}
          : {role, showOnPhones},
      ),
    }),
  );
};

export const endGrant: Handler<'endGrant'> = (ports, {grant}) => {
  const {language} = readerOf(ports);
  const before = loadGrant(ports, grant);
  if (before.kind === 'fault') {
    return notDone(ports, before);
  }
  const {label, grant: was} = before.value;
  const answer = tell(ports, Empty, remove(grant));
  if (answer.kind === 'fault') {
    return notDone(ports, answer);
  }
  const {principal, role, showOnPhones, hiddenFields} = was;
  const isOwner = label.role === 'owner';
  const again = create(
    `${label.name}/grants`,
    {principal, role, showOnPhones, ...(isOwner && {hiddenFields})},
    grant,
  );
  // Only the owner says what a grant hides: from anybody else it would hide less.
  const mayUndo = isOwner || hiddenFields.length === 0;
  return back(
    peopleCardOf(ports, label.name, {
      text: language.share.ended,
      undo: mayUndo ? again : undefined,
    }),
  );
};
