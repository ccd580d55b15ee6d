import {randomInt} from 'node:crypto';
import type {
  DirectoryClient,
  DirectoryGroup,
  DirectoryUser,
  GoogleFault,
  ObservedGroup,
  Outcome,
  PeopleClient,
} from '../../../server/core/google.ts';

export interface Person {
  readonly id: string;
  readonly email: string;
}

/** Who works there, and what their address books hold, as the app's ports show it. */
export interface Workplace {
  readonly directory: DirectoryClient;
  readonly people: (accountId: string) => Promise<PeopleClient>;
  readonly join: (
    name: string,
    about?: {readonly aliases?: string[]; readonly suspended?: boolean},
  ) => Person;
  readonly addGroup: (email: string) => DirectoryGroup;
  readonly addContactGroup: (owner: Person, group: ObservedGroup) => void;
  /** Every call to Google gives this fault; undefined ends it. */
  readonly breakGoogle: (fault: GoogleFault | undefined) => void;
}

const DOMAIN = 'example.co.jp';

function found<T>(value: T | undefined): Outcome<T> {
  return value === undefined
    ? {kind: 'fault', fault: {kind: 'notFound'}}
    : {kind: 'ok', value};
}

export function createWorkplace(): Workplace {
  const users: DirectoryUser[] = [];
  const groups: DirectoryGroup[] = [];
  const contactGroups: {ownerId: string; group: ObservedGroup}[] = [];
  let fault: GoogleFault | undefined;
  const firstId = randomInt(1_000_000) * 1000;
  let count = 0;

  const answer = <T>(outcome: Outcome<T>): Outcome<T> =>
    fault === undefined ? outcome : {kind: 'fault', fault};
  const unused = () => {
    throw new Error('Not asked for by these calls.');
  };

  return {
    directory: {
      getUser: async key =>
        answer(
          found(
            users.find(({id, email, aliases}) =>
              [id, email, ...aliases].includes(key),
            ),
          ),
        ),
      getGroup: async key =>
        answer(found(groups.find(({id, email}) => [id, email].includes(key)))),
      listUsers: unused,
      listMembers: unused,
      getCustomerId: unused,
    },
    people: async accountId =>
      ({
        getGroup: async (resourceName: string) =>
          answer(
            found(
              contactGroups.find(
                each =>
                  each.ownerId === accountId &&
                  each.group.resourceName === resourceName,
              )?.group,
            ),
          ),
      }) as PeopleClient,
    join: (name, {aliases = [], suspended = false} = {}) => {
      count += 1;
      const user = {
        id: `1042${String(firstId + count).padStart(17, '0')}`,
        email: `${name}@${DOMAIN}`,
        aliases,
        suspended,
        admin: false,
      };
      users.push(user);
      return user;
    },
    addGroup: email => {
      const group = {id: `g${groups.length}`, email};
      groups.push(group);
      return group;
    },
    addContactGroup: (owner, group) => {
      contactGroups.push({ownerId: owner.id, group});
    },
    breakGoogle: broken => {
      fault = broken;
    },
  };
}
