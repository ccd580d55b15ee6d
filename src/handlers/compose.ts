import {ContactList} from '../../server/contract/contact.ts';
import {Label, LabelList} from '../../server/contract/label.ts';
import {act, push} from '../card.ts';
import type {CardsResponse} from '../card.ts';
import {ask, askAll, get, read} from '../client.ts';
import type {Handler, Ports} from '../ports.ts';
import {readerOf} from '../reader.ts';
import {composeCard, pickCard} from '../views/compose.ts';
import {emailsOf} from '../views/person.ts';
import {doneCard} from '../views/message.ts';
import {failureCard, shown, triggered} from './answers.ts';

const LABELS_SIZE = '30';
/** A host takes 100 to choose from. */
const PICKED_SIZE = '100';
const PAGE_SIZE = '1000';
/** Gmail sends one message to no more (Gmail Help, "sending limits"). */
const RECIPIENTS_MAX = 500;
const PAGES_MAX = 3;

export function openCompose(ports: Ports): CardsResponse {
  return triggered(
    ports,
    ask(ports, LabelList, get('labels', {pageSize: LABELS_SIZE})),
    ({labels, nextPageToken}, reader) => [
      composeCard(labels, nextPageToken, reader),
    ],
  );
}

export const composeLabels: Handler<'composeLabels'> = (ports, {pageToken}) =>
  shown(
    ports,
    ask(ports, LabelList, get('labels', {pageSize: LABELS_SIZE, pageToken})),
    act('composeLabels', {pageToken}),
    ({labels, nextPageToken}, reader) =>
      composeCard(labels, nextPageToken, reader),
  );

export const composeLabel: Handler<'composeLabel'> = (
  ports,
  {label, pageToken},
) => {
  const retry = act('composeLabel', {label, pageToken});
  const [one, list] = askAll(ports, [
    get(label),
    get(`${label}/contacts`, {
      pageSize: PICKED_SIZE,
      pageToken,
      orderBy: 'displayName',
    }),
  ]);
  const head = read(one, Label);
  if (head.kind === 'fault') return push(failureCard(ports, head, retry));
  return shown(ports, read(list, ContactList), retry, (page, reader) =>
    pickCard({label: head.value, ...page}, reader),
  );
};

/** Who was picked, or everybody. */
export const insert: Handler<'insert'> = (ports, {label, field}) => {
  const {compose} = readerOf(ports).language;
  const picked = ports.event.inputs['people'] ?? [];
  const all = picked.length > 0 ? picked : everybody(ports, label);
  if (all === undefined) {
    return push(
      failureCard(
        ports,
        {kind: 'fault', fault: 'UNREACHABLE', violations: []},
        act('insert', {label, field}),
      ),
    );
  }
  if (all.length > RECIPIENTS_MAX) {
    return push(
      doneCard(
        readerOf(ports),
        {text: compose.tooMany(all.length, RECIPIENTS_MAX)},
        label,
      ),
    );
  }
  const {draft} = ports.event;
  const there = [
    ...(draft?.to ?? []),
    ...(draft?.cc ?? []),
    ...(draft?.bcc ?? []),
  ];
  const known = there.join(' ').toLowerCase();
  const fresh = all.filter(email => !known.includes(email.toLowerCase()));
  const added = fresh.length > 0 ? fresh : all;
  switch (field) {
    case 'cc':
      return {kind: 'draft', cc: added};
    case 'bcc':
      return {kind: 'draft', bcc: added};
    default:
      return {kind: 'draft', to: added};
  }
};

/** The first address of each; undefined where a page is missing. */
function everybody(ports: Ports, label: string): readonly string[] | undefined {
  const emails: string[] = [];
  let pageToken: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const answer = ask(
      ports,
      ContactList,
      get(`${label}/contacts`, {pageSize: PAGE_SIZE, pageToken}),
    );
    if (answer.kind === 'fault') return undefined;
    for (const {person} of answer.value.contacts) {
      emails.push(...emailsOf(person).slice(0, 1));
    }
    pageToken = answer.value.nextPageToken;
    if (pageToken === undefined || emails.length > RECIPIENTS_MAX) break;
  }
  return [...new Set(emails)];
}
