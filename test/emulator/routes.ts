/** Which function answers which method of Google's documents. */
import type {Handler} from './call.ts';
import {
  getCustomer,
  getDomain,
  getDomainAlias,
  listDomainAliases,
  listDomains,
} from './directory/domains.ts';
import {getGroup, listGroups} from './directory/groups.ts';
import {getMember, hasMember, listMembers} from './directory/members.ts';
import {getUser, listUsers} from './directory/users.ts';
import {
  batchCreateContacts,
  batchDeleteContacts,
  batchUpdateContacts,
  getBatchGet,
} from './people/batches.ts';
import {listConnections} from './people/connections.ts';
import {
  createContact,
  deleteContact,
  getPerson,
  updateContact,
} from './people/contacts.ts';
import {
  batchGetContactGroups,
  createContactGroup,
  deleteContactGroup,
  getContactGroup,
  listContactGroups,
  updateContactGroup,
} from './people/groups.ts';
import {
  listDirectoryPeople,
  searchDirectoryPeople,
} from './people/directory-people.ts';
import {copyOtherContact, listOtherContacts} from './people/other-contacts.ts';
import {deleteContactPhoto, updateContactPhoto} from './people/photos.ts';
import {searchContacts, searchOtherContacts} from './people/search.ts';
import {modifyMembers} from './people/members.ts';

export const HANDLERS: Readonly<Record<string, Handler>> = {
  'people.people.connections.list': listConnections,
  'people.people.get': getPerson,
  'people.people.getBatchGet': getBatchGet,
  'people.people.createContact': createContact,
  'people.people.updateContact': updateContact,
  'people.people.deleteContact': deleteContact,
  'people.people.batchCreateContacts': batchCreateContacts,
  'people.people.batchUpdateContacts': batchUpdateContacts,
  'people.people.batchDeleteContacts': batchDeleteContacts,
  'people.people.updateContactPhoto': updateContactPhoto,
  'people.people.deleteContactPhoto': deleteContactPhoto,
  'people.people.searchContacts': searchContacts,
  'people.people.listDirectoryPeople': listDirectoryPeople,
  'people.people.searchDirectoryPeople': searchDirectoryPeople,
  'people.otherContacts.list': listOtherContacts,
  'people.otherContacts.search': searchOtherContacts,
  'people.otherContacts.copyOtherContactToMyContactsGroup': copyOtherContact,
  'people.contactGroups.list': listContactGroups,
  'people.contactGroups.get': getContactGroup,
  'people.contactGroups.batchGet': batchGetContactGroups,
  'people.contactGroups.create': createContactGroup,
  'people.contactGroups.update': updateContactGroup,
  'people.contactGroups.delete': deleteContactGroup,
  'people.contactGroups.members.modify': modifyMembers,
  'directory.users.list': listUsers,
  'directory.users.get': getUser,
  'directory.groups.list': listGroups,
  'directory.groups.get': getGroup,
  'directory.members.list': listMembers,
  'directory.members.get': getMember,
  'directory.members.hasMember': hasMember,
  'directory.domains.list': listDomains,
  'directory.domains.get': getDomain,
  'directory.domainAliases.list': listDomainAliases,
  'directory.domainAliases.get': getDomainAlias,
  'directory.customers.get': getCustomer,
};
