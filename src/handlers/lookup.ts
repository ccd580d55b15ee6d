import * as z from 'zod/mini';
import {Card as Facts} from '../../server/contract/card.ts';
import {CommentList} from '../../server/contract/comment.ts';
import {Contact} from '../../server/contract/contact.ts';
import {LabelList} from '../../server/contract/label.ts';
import {RevisionList} from '../../server/contract/revision.ts';
import {Lookup} from '../../server/contract/search.ts';
import {
  ALL_LABELS,
  ask,
  askAll,
  get,
  hash,
  post,
  read,
  stampOf,
  type Answer,
} from '../client.ts';
import type {Ports} from '../ports.ts';
import type {Shown} from '../views/contact-rows.ts';

/** However long the service's answer is shown again: a right that was revoked ends no later. */
const CACHE_SECONDS_MAX = 60;

/** Of one address. */
const Kept = z.object({
  email: z.string(),
  shown: z.array(z.object({contact: Contact, facts: Facts})),
});

/**
 * Contacts by address, in the order asked; those that are not kept in one call.
 * What the person did here since is never shown as it was before.
 */
export function lookUp(
  ports: Ports,
  emails: readonly string[],
): Answer<readonly (readonly Shown[])[]> {
  const stamp = stampOf(ports);
  const keyOf = (email: string) => `lookup:${stamp}:${hash(email)}`;
  const kept = ports.cache.getAll(emails.map(keyOf));
  const known = new Map<string, readonly Shown[]>(
    emails.flatMap(email => {
      const shown = readKept(kept[keyOf(email)], email);
      return shown === undefined ? [] : [[email, shown]];
    }),
  );
  const missing = emails.filter(email => !known.has(email));
  if (missing.length > 0) {
    const answer = askFor(ports, missing);
    if (answer.kind === 'fault') return answer;
    const fresh = missing.map((email, at) => ({
      email,
      shown: answer.value[at] ?? [],
    }));
    for (const {email, shown} of fresh) known.set(email, shown);
    ports.cache.putAll(
      Object.fromEntries(
        fresh.map(each => [keyOf(each.email), JSON.stringify(each)]),
      ),
      CACHE_SECONDS_MAX,
    );
  }
  return {kind: 'ok', value: emails.map(email => known.get(email) ?? [])};
}

function askFor(
  ports: Ports,
  emails: readonly string[],
): Answer<readonly (readonly Shown[])[]> {
  const answer = ask(ports, Lookup, {
    ...post('contacts:lookup', {emails}),
    repeatable: true,
  });
  if (answer.kind === 'fault') return answer;
  const {matches, cards} = answer.value;
  const factsOf = new Map(cards.map(facts => [facts.contact, facts]));
  return {
    kind: 'ok',
    value: matches.map(({contacts}) =>
      contacts.map(contact => ({
        contact,
        facts: factsOf.get(contact.name) ?? bareFacts(contact),
      })),
    ),
  };
}

/** Two addresses may have one key: what is kept says whose it is. */
function readKept(text: string | undefined, email: string) {
  if (text === undefined) return undefined;
  const parsed = Kept.safeParse(JSON.parse(text));
  return parsed.success && parsed.data.email === email
    ? parsed.data.shown
    : undefined;
}

/** What follows from the role alone. */
function bareFacts(contact: Contact): Facts {
  const isAtLeast = (role: string) =>
    RANKS.indexOf(contact.role) >= RANKS.indexOf(role);
  return {
    contact: contact.name,
    labels: [],
    comments: [],
    may: {
      edit: isAtLeast('editor'),
      commentPublicly: isAtLeast('editor'),
      remove: isAtLeast('remover'),
      share: isAtLeast('manager'),
    },
  };
}

const RANKS: readonly string[] = [
  'viewer',
  'editor',
  'remover',
  'manager',
  'owner',
];

/** What a lookup says of a contact, of one by name; all at once. */
export function loadContact(ports: Ports, name: string): Answer<Shown> {
  const [contactReply, historyReply, commentsReply, labelsReply] = askAll(
    ports,
    [
      get(name),
      get(`${name}/revisions`, {pageSize: '1'}),
      get(`${name}/comments`, {pageSize: '3'}),
      ALL_LABELS,
    ],
  );
  const answer = read(contactReply, Contact);
  if (answer.kind === 'fault') return answer;
  const contact = answer.value;
  // What stands beside the fields may be missing: the fields are shown all the same.
  const history = read(historyReply, RevisionList);
  const comments = read(commentsReply, CommentList);
  const labels = read(labelsReply, LabelList);
  const [last] = history.kind === 'ok' ? history.value.revisions : [];
  const known = labels.kind === 'ok' ? labels.value.labels : [];
  return {
    kind: 'ok',
    value: {
      contact,
      facts: {
        ...bareFacts(contact),
        labels: known.flatMap(({name: label, displayName, role, sharedBy}) =>
          role !== undefined && contact.labels.includes(label)
            ? [{name: label, displayName, role, sharedBy}]
            : [],
        ),
        comments: comments.kind === 'ok' ? comments.value.comments : [],
        lastChange: last && {
          ...last,
          fields: last.changes.map(({field}) => field),
        },
      },
    },
  };
}
