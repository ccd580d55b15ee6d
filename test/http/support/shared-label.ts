import type {Role} from '../../../server/core/role.ts';
import type {TestApi} from './api.ts';
import type {Person} from './workplace.ts';

const GRANTED = ['viewer', 'editor', 'remover', 'manager'] as const;

/** A label with one collaborator of each role. */
export interface SharedLabel {
  /** `labels/{label}` */
  readonly label: string;
  readonly people: Readonly<Record<Role, Person>>;
  /** Names of the grants. */
  readonly grants: Readonly<Record<(typeof GRANTED)[number], string>>;
  readonly ownerGrant: string;
  /** A new contact's name. */
  readonly addContact: (person?: object) => Promise<string>;
}

export async function shareLabel(
  api: TestApi,
  displayName = 'Customers',
): Promise<SharedLabel> {
  const person = (role: string) =>
    api.workplace.join(`${role}-${displayName.replaceAll(' ', '-')}`);
  const people = {
    viewer: person('viewer'),
    editor: person('editor'),
    remover: person('remover'),
    manager: person('manager'),
    owner: person('owner'),
  };
  const {name: label} = await api.ok(people.owner, 'POST /v1/labels', {
    displayName,
  });
  const list = await api.ok(people.owner, `GET /v1/${label}/grants`);
  const grants: Record<string, string> = {};
  for (const role of GRANTED) {
    const grant = await api.ok(people.owner, `POST /v1/${label}/grants`, {
      principal: {type: 'user', email: people[role].email},
      role,
    });
    grants[role] = grant.name;
  }
  return {
    label,
    people,
    grants: grants as SharedLabel['grants'],
    ownerGrant: list.grants[0].name,
    addContact: async (content = {names: [{givenName: '花子'}]}) => {
      const contact = await api.ok(people.owner, `POST /v1/${label}/contacts`, {
        person: content,
      });
      return contact.name;
    },
  };
}
