/** The People API of one account, by Google's own library. */
import {people_v1} from 'googleapis/build/src/apis/people/v1.js';
import type {Pacer, PeopleClient} from '../core/google.ts';
import {
  changeMembers,
  createGroup,
  deleteGroup,
  getGroup,
  listGroupMembers,
  listGroups,
  renameGroup,
} from './contact-groups.ts';
import {OTHER_CONTACTS_SCOPE, USER_SCOPES} from './credentials.ts';
import type {Access, Credentials, Subject} from './credentials.ts';
import {listOtherPeople} from './other-contacts.ts';
import {getPeople, listPeople} from './people-reads.ts';
import type {PeopleContext} from './people-reads.ts';
import {writePhoto} from './photo-writes.ts';
import {createPeople, deletePeople, updatePeople} from './people-writes.ts';

/** A batch costs 6 of the minute's critical reads and writes whatever its size, a single call 1. */
const BATCH_LEAST = 7;
/** A batch of deletions costs 10 writes, a single deletion 1. */
const BATCH_DELETE_LEAST = 11;

export interface PeopleClientOptions {
  readonly credentials: Credentials;
  /** Whose address book it is. */
  readonly subject: Subject;
  /** How telephone numbers without a country code are read, as `JP`. */
  readonly region?: string | undefined;
  /** Keeps its calls within Google's quota. */
  readonly pacer?: Pacer | undefined;
  /** From how many changes on a batch is used. */
  readonly batchLeast?: number;
  /** From how many deletions on a batch is used. */
  readonly batchDeleteLeast?: number;
}

/**
 * The People API of one account. Nothing is retried but a refused token; a
 * malformed answer throws. A fault of a batch is that of its first failing
 * contact: Google documents a batch as all or nothing.
 */
export function createPeopleClient(options: PeopleClientOptions): PeopleClient {
  const accessBy = (scopes: readonly string[]): Access => ({
    ...options.credentials.accessFor(options.subject, scopes),
    pacer: options.pacer,
  });
  const context: PeopleContext = {
    api: new people_v1.People({}),
    access: accessBy(USER_SCOPES),
    othersAccess: accessBy([OTHER_CONTACTS_SCOPE]),
    region: options.region,
    batchLeast: options.batchLeast ?? BATCH_LEAST,
    batchDeleteLeast: options.batchDeleteLeast ?? BATCH_DELETE_LEAST,
  };
  return {
    listPeople: (request, know) => listPeople(context, request, know),
    getPeople: names => getPeople(context, names),
    createPeople: drafts => createPeople(context, drafts),
    updatePeople: edits => updatePeople(context, edits),
    writePhoto: photo => writePhoto(context, photo),
    listOtherPeople: page => listOtherPeople(context, page),
    deletePeople: names => deletePeople(context, names),
    listGroups: () => listGroups(context),
    getGroup: name => getGroup(context, name),
    listGroupMembers: name => listGroupMembers(context, name),
    createGroup: displayName => createGroup(context, displayName),
    renameGroup: group => renameGroup(context, group),
    deleteGroup: name => deleteGroup(context, name),
    changeMembers: change => changeMembers(context, change),
  };
}
