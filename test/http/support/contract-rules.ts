import type {Role} from '../../../server/core/role.ts';

/** The table of contract section 4: the least role for each act. */
const MAY = {
  seeContacts: 'viewer',
  leaveLabel: 'viewer',
  suggest: 'viewer',
  commentPrivately: 'viewer',
  editFields: 'editor',
  addContacts: 'editor',
  removeContacts: 'remover',
  mergeContacts: 'remover',
  shareOn: 'manager',
  changeGrants: 'manager',
  seeDelivery: 'manager',
  decideRemovals: 'manager',
  hideFields: 'owner',
  renameLabel: 'owner',
  deleteLabel: 'owner',
  transferLabel: 'owner',
} as const satisfies Record<string, Role>;

export const CALLERS = [
  'no collaborator',
  'viewer',
  'editor',
  'remover',
  'manager',
  'owner',
] as const;
export type Caller = (typeof CALLERS)[number];

/** Who may make a call by the contract. */
export type ContractRule =
  /** Anybody, without a token. */
  | 'public'
  /** Who signed in, about themselves. */
  | 'self'
  /** Any account. */
  | 'account'
  /** Collaborators of the label see it; from this role on they may. */
  | {
      readonly label: Role;
      /** Who may by their role, but not as things stand. */
      readonly refuses?: Partial<Readonly<Record<Caller, 400 | 403>>>;
    }
  /** Collaborators of a label of the contact see it; from this role on they may. */
  | {
      readonly contact: Role;
      /** Whose the comment of the path is not. */
      readonly refuses?: Partial<Readonly<Record<Caller, 403>>>;
    }
  /**
   * Not the path says who may, but what it names: the route looks it up. Whoever
   * is not listed does not see it.
   */
  | {readonly lookedUp: Partial<Readonly<Record<Caller, 'allowed' | 403>>>};

/** Who has at least this role; nobody else sees it. */
function seenFrom(least: Role): ContractRule {
  const callers = CALLERS.slice(CALLERS.indexOf(least));
  return {
    lookedUp: Object.fromEntries(callers.map(each => [each, 'allowed'])),
  };
}

/** A suggestion of the viewer's: they see it as those do who may accept it. */
const DECIDED_BY_EDITORS: ContractRule = {
  lookedUp: {
    viewer: 403,
    editor: 'allowed',
    remover: 'allowed',
    manager: 'allowed',
    owner: 'allowed',
  },
};

/** A held removal of the remover's: they see it as those do who may decide. */
const DECIDED_BY_MANAGERS: ContractRule = {
  lookedUp: {remover: 403, manager: 'allowed', owner: 'allowed'},
};
const BY_THE_REMOVER: ContractRule = {
  lookedUp: {remover: 'allowed', manager: 403, owner: 403},
};

/** Who has at least this role; other collaborators see it and may not. */
function seenAndFrom(least: Role): ContractRule {
  const callers = CALLERS.filter(each => each !== 'no collaborator');
  const from = CALLERS.indexOf(least);
  return {
    lookedUp: Object.fromEntries(
      callers.map(each => [
        each,
        CALLERS.indexOf(each) >= from ? 'allowed' : 403,
      ]),
    ),
  };
}

/** A public comment of the editor's: all who see the contact see it. */
const BY_THE_EDITOR: ContractRule = {
  contact: MAY.commentPrivately,
  refuses: {viewer: 403, remover: 403, manager: 403, owner: 403},
};

/** The owner of the scene is an admin of the workplace; everybody sees what these change. */
const FOR_ADMINS: ContractRule = {
  lookedUp: {
    'no collaborator': 403,
    viewer: 403,
    editor: 403,
    remover: 403,
    manager: 403,
    owner: 'allowed',
  },
};

/** Contract sections 4 and 7, by call, written down apart from the routes. */
export const CONTRACT_RULES: Readonly<Record<string, ContractRule>> = {
  'GET /openapi.json': 'public',
  'GET /healthz': 'public',
  'GET /readyz': 'public',
  'GET /metrics': 'public',
  // A card fetches without a token: the address, which is signed, is the right.
  'GET /v1/photos/{photo}': 'public',
  'GET /v1/monograms/{monogram}': 'public',

  'GET /v1/accounts/me': 'self',
  'POST /v1/accounts/me:sync': 'self',
  'POST /v1/accounts/me:pause': 'self',
  'POST /v1/accounts/me:resume': 'self',

  'GET /v1/labels': 'account',
  'POST /v1/labels': 'account',
  'GET /v1/labels/{label}': {label: MAY.seeContacts},
  'PATCH /v1/labels/{label}': {label: MAY.renameLabel},
  'DELETE /v1/labels/{label}': {label: MAY.deleteLabel},
  'POST /v1/labels/{label}:undelete': seenFrom(MAY.deleteLabel),
  // Ours beside the contract's: each member about themselves.
  'GET /v1/labels/{label}/membership': {label: MAY.seeContacts},
  'PATCH /v1/labels/{label}/membership': {label: MAY.seeContacts},
  // A label is never without its owner.
  'POST /v1/labels/{label}:leave': {
    label: MAY.leaveLabel,
    refuses: {owner: 400},
  },
  'POST /v1/labels/{label}:rejoin': seenFrom(MAY.leaveLabel),
  // Admins may as well, who see it or not.
  'POST /v1/labels/{label}:transferOwnership': seenAndFrom(MAY.transferLabel),
  'GET /v1/labels/{label}/delivery': {label: MAY.seeDelivery},

  'GET /v1/labels/{label}/grants': {label: MAY.seeContacts},
  'POST /v1/labels/{label}/grants': {label: MAY.shareOn},
  'GET /v1/labels/{label}/grants/{grant}': {label: MAY.seeContacts},
  'PATCH /v1/labels/{label}/grants/{grant}': {label: MAY.changeGrants},
  'DELETE /v1/labels/{label}/grants/{grant}': {label: MAY.changeGrants},

  'GET /v1/labels/{label}/contacts': {label: MAY.seeContacts},
  'POST /v1/labels/{label}/contacts': {label: MAY.addContacts},
  'POST /v1/labels/{label}/contacts:add': {label: MAY.addContacts},
  'POST /v1/labels/{label}/contacts:remove': {label: MAY.removeContacts},
  'POST /v1/labels/{label}:import': {label: MAY.addContacts},
  'POST /v1/labels/{label}:findDuplicates': {label: MAY.mergeContacts},
  'POST /v1/contacts:findDuplicates': 'account',
  'GET /v1/labels/{label}/qualityFindings': {label: MAY.seeContacts},
  'POST /v1/labels/{label}/qualityFindings:repair': {label: MAY.editFields},
  'POST /v1/operations/{operation}:undo': {lookedUp: {owner: 'allowed'}},
  // An operation is its caller's; the one of the scene is the owner's.
  'GET /v1/operations/{operation}': {lookedUp: {owner: 'allowed'}},
  'POST /v1/operations/{operation}:cancel': {lookedUp: {owner: 'allowed'}},
  'GET /v1/labels/{label}:export': {label: MAY.seeContacts},
  // What an owner decides about a label, like what it hides.
  'GET /v1/labels/{label}/customFields': {label: MAY.seeContacts},
  'POST /v1/labels/{label}/customFields': {label: MAY.hideFields},
  'GET /v1/labels/{label}/customFields/{labelField}': {label: MAY.seeContacts},
  'PATCH /v1/labels/{label}/customFields/{labelField}': {
    label: MAY.hideFields,
  },
  'DELETE /v1/labels/{label}/customFields/{labelField}': {
    label: MAY.hideFields,
  },
  'GET /v1/admin/auditEvents': FOR_ADMINS,
  'GET /v1/customFields': 'account',
  'GET /v1/customFields/{customField}': 'account',
  'POST /v1/customFields': FOR_ADMINS,
  'PATCH /v1/customFields/{customField}': FOR_ADMINS,
  'DELETE /v1/customFields/{customField}': FOR_ADMINS,
  'GET /v1/contacts:search': 'account',
  'POST /v1/contacts:lookup': 'account',
  'GET /v1/contacts:recent': 'account',
  // The caller's own, of whichever label they may add to.
  'GET /v1/otherContacts': 'account',
  'POST /v1/contacts:merge': seenAndFrom(MAY.mergeContacts),
  // Out of the trash too, where nobody sees it.
  'POST /v1/contacts/{contact}:unmerge': seenAndFrom(MAY.mergeContacts),
  'GET /v1/contacts/{contact}': {contact: MAY.seeContacts},
  'PATCH /v1/contacts/{contact}': {contact: MAY.editFields},
  'DELETE /v1/contacts/{contact}': {contact: MAY.removeContacts},
  'POST /v1/contacts/{contact}:repairCustomFields': {contact: MAY.editFields},
  'POST /v1/contacts/{contact}:redeliver': {contact: MAY.seeContacts},
  'POST /v1/contacts/{contact}:undelete': seenFrom(MAY.removeContacts),
  'GET /v1/trash': 'account',
  'GET /v1/pendingRemovals': 'account',
  'POST /v1/pendingRemovals:approve': DECIDED_BY_MANAGERS,
  'POST /v1/pendingRemovals:reject': DECIDED_BY_MANAGERS,
  'POST /v1/pendingRemovals/{pendingRemoval}:approve': DECIDED_BY_MANAGERS,
  'POST /v1/pendingRemovals/{pendingRemoval}:reject': DECIDED_BY_MANAGERS,
  // Ours beside the contract's.
  'POST /v1/pendingRemovals:withdraw': BY_THE_REMOVER,
  'POST /v1/pendingRemovals/{pendingRemoval}:withdraw': BY_THE_REMOVER,
  'GET /v1/duplicates': 'account',
  'POST /v1/duplicates/{duplicate}:accept': seenFrom(MAY.mergeContacts),
  'POST /v1/duplicates/{duplicate}:reject': seenFrom(MAY.mergeContacts),
  // Ours beside the contract's: who rejected it, here the owner.
  'POST /v1/duplicates/{duplicate}:reopen': {
    lookedUp: {remover: 403, manager: 403, owner: 'allowed'},
  },
  'GET /v1/suggestions': 'account',
  'POST /v1/contacts/{contact}/suggestions': {contact: MAY.suggest},
  'POST /v1/suggestions/{suggestion}:accept': DECIDED_BY_EDITORS,
  'POST /v1/suggestions/{suggestion}:reject': DECIDED_BY_EDITORS,
  'POST /v1/suggestions/{suggestion}:withdraw': {
    lookedUp: {
      viewer: 'allowed',
      editor: 403,
      remover: 403,
      manager: 403,
      owner: 403,
    },
  },
  // Who ended it, here its author.
  'POST /v1/suggestions/{suggestion}:reopen': {
    lookedUp: {
      viewer: 'allowed',
      editor: 403,
      remover: 403,
      manager: 403,
      owner: 403,
    },
  },
  'GET /v1/contacts/{contact}/comments': {contact: MAY.seeContacts},
  'POST /v1/contacts/{contact}/comments': {contact: MAY.commentPrivately},
  'PATCH /v1/contacts/{contact}/comments/{comment}': BY_THE_EDITOR,
  'DELETE /v1/contacts/{contact}/comments/{comment}': BY_THE_EDITOR,
  'POST /v1/contacts/{contact}/comments:markRead': {contact: MAY.seeContacts},
  'GET /v1/contacts/-/comments': 'account',
  'GET /v1/changes': 'account',
  'GET /v1/notices': 'account',
  'POST /v1/notices:markRead': 'account',
  'GET /v1/accounts/me/noticeSettings': 'self',
  'PATCH /v1/accounts/me/noticeSettings': 'self',
  // Ours beside the contract's. Admins may as well, who see it or not.
  'GET /v1/contacts/{contact}/delivery': seenAndFrom(MAY.seeDelivery),
  'GET /v1/contacts/{contact}/revisions': {contact: MAY.seeContacts},
  'POST /v1/contacts/{contact}:restore': {contact: MAY.editFields},
  // The owner's: others who see it may not.
  'POST /v1/contacts/{contact}/revisions/{revision}:undo': {
    lookedUp: {
      viewer: 403,
      editor: 403,
      remover: 403,
      manager: 403,
      owner: 'allowed',
    },
  },
  'GET /v1/labels/{label}/restores': {label: MAY.decideRemovals},
  'POST /v1/labels/{label}:restore': {label: MAY.decideRemovals},
  // The owner's: others who may do such acts may not undo it.
  'POST /v1/labels/{label}/restores/{restore}:undo': {
    label: MAY.decideRemovals,
    refuses: {manager: 403},
  },
};

/** How a route has to declare a rule of the contract. */
export function declarationOf(rule: ContractRule): unknown {
  if (typeof rule === 'string') return rule;
  if ('lookedUp' in rule) return 'account';
  return 'label' in rule ? {label: rule.label} : {contact: rule.contact};
}

/** Visible but not allowed is 403, not visible is 404 (contract section 7). */
export function outcomeFor(
  rule: ContractRule,
  caller: Caller,
): 'allowed' | 400 | 403 | 404 {
  if (typeof rule === 'string') return 'allowed';
  if ('lookedUp' in rule) return rule.lookedUp[caller] ?? 404;
  const least = 'label' in rule ? rule.label : rule.contact;
  if (caller === 'no collaborator') return 404;
  const refusal = rule.refuses?.[caller];
  if (refusal !== undefined) return refusal;
  return CALLERS.indexOf(caller) >= CALLERS.indexOf(least) ? 'allowed' : 403;
}
