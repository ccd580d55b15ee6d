import type {Card as Facts} from '../../server/contract/card.ts';
import {CommentList} from '../../server/contract/comment.ts';
import {Contact} from '../../server/contract/contact.ts';
import {LabelList} from '../../server/contract/label.ts';
import {RevisionList} from '../../server/contract/revision.ts';
import {Lookup} from '../../server/contract/search.ts';
import {
  ask,
  generationOf,
  get,
  hash,
  post,
  read,
  type Answer,
} from '../client.ts';
import type {Ports} from '../ports.ts';
import type {Shown} from '../views/contact.ts';

/** However long the service's answer is shown again: a right that was revoked ends no later. */
const CACHE_SECONDS_MAX = 60;

/**
 * Contacts by address, in the order asked, in one call; from cache without any.
 * What the person did here since is never shown as it was before.
 */
export function lookUp(
  ports: Ports,
  emails: readonly string[],
): Answer<readonly (readonly Shown[])[]> {
  const key = `lookup:${generationOf(ports)}:${hash(emails.join(' '))}`;
  const kept = readKept(ports.cache.get(key), emails);
  const answer: Answer<Lookup> =
    kept === undefined
      ? ask(ports, Lookup, {
          ...post('contacts:lookup', {emails}),
          repeatable: true,
        })
      : {kind: 'ok', value: kept};
  if (answer.kind === 'fault') return answer;
  if (kept === undefined) {
    ports.cache.put(
      key,
      JSON.stringify({emails, lookup: answer.value}),
      CACHE_SECONDS_MAX,
    );
  }
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

/** Two lists of addresses may have one key: what is kept says whose it is. */
function readKept(
  text: string | undefined,
  emails: readonly string[],
): Lookup | undefined {
  if (text === undefined) return undefined;
  const kept: unknown = JSON.parse(text);
  if (typeof kept !== 'object' || kept === null) return undefined;
  if (!('emails' in kept) || !('lookup' in kept)) return undefined;
  if (JSON.stringify(kept.emails) !== JSON.stringify(emails)) return undefined;
  const parsed = Lookup.safeParse(kept.lookup);
  return parsed.success ? parsed.data : undefined;
}

/** What follows from the role alone. */
function bareFacts(contact: Contact): Facts {
  const rank = RANKS.indexOf(contact.role);
  return {
    contact: contact.name,
    labels: [],
    comments: [],
    may: {
      edit: rank >= RANKS.indexOf('editor'),
      commentPublicly: rank >= RANKS.indexOf('editor'),
      remove: rank >= RANKS.indexOf('remover'),
      share: rank >= RANKS.indexOf('manager'),
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
  const [contactReply, historyReply, commentsReply, labelsReply] =
    ports.httpAll([
      get(name),
      get(`${name}/revisions`, {pageSize: '1'}),
      get(`${name}/comments`, {pageSize: '3'}),
      get('labels', {pageSize: '1000'}),
    ]);
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
