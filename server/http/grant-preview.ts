import type {GrantPreview} from '../contract/preview.ts';
import type {SharedField} from '../core/content.ts';
import {ACCOUNT_CONTACTS_MAX} from '../store/account-size.ts';
import {readDeparted} from '../store/departures.ts';
import {
  countArrivals,
  type ArrivalCount,
  type Principal,
  type ReachedUser,
} from '../store/previews.ts';
import {isAdmin} from './admins.ts';
import type {Deps} from './deps.ts';
import {refusePassingFault} from './google-fault.ts';
import {findOwnMatches, type OwnMatches} from './own-matches.ts';
import {StatusError} from './status.ts';

type PreviewDeps = Pick<
  Deps,
  'db' | 'people' | 'readPrincipal' | 'adminEmail' | 'contactsMax'
>;

/**
 * What a grant of this label would bring to whom. What stands in an account is
 * told to the account itself and to admins alone: everybody else learns how
 * many contacts arrive, as if none of them were there already.
 */
export async function previewGrant(
  deps: PreviewDeps,
  asked: {
    readonly callerId: string;
    readonly labelId: string;
    readonly principal: Principal & {readonly user?: ReachedUser};
    readonly hiddenFields: readonly SharedField[];
  },
): Promise<GrantPreview> {
  const {contactsMax = ACCOUNT_CONTACTS_MAX} = deps;
  const {labelId, hiddenFields, callerId} = asked;
  const users = await findReached(deps, asked);
  const accounts = await countArrivals(deps.db, {
    ...{labelId, users, contactsMax},
  });
  const toAll = await isAdmin(deps, callerId);
  const matches = await findOwnMatches(deps, {
    labelId,
    hiddenFields,
    accounts: accounts.filter(({accountId}) => toAll || accountId === callerId),
  });
  return {
    accounts: accounts.map(account =>
      toPreview(account, matches.get(account.accountId), contactsMax),
    ),
  };
}

async function findReached(
  {db, readPrincipal}: PreviewDeps,
  {
    labelId,
    principal: {type, id, user},
  }: {
    readonly labelId: string;
    readonly principal: Principal & {readonly user?: ReachedUser};
  },
): Promise<readonly ReachedUser[]> {
  // A new grant to somebody ends their departure, no other grant does.
  if (user !== undefined) return [user];
  const departed = await readDeparted(db, labelId);
  const staying = (ids: readonly string[]) =>
    ids.filter(each => !departed.has(each)).map(each => ({id: each}));
  if (type === 'user') return staying([id]);
  const members = await readPrincipal({type, id});
  if (members.kind === 'ok') return staying(members.value);
  refusePassingFault(members.fault);
  throw new StatusError(
    'FAILED_PRECONDITION',
    'The Directory does not show now who would be reached.',
  );
}

function toPreview(
  {email, arrive, room}: ArrivalCount,
  own: OwnMatches | undefined,
  contactsMax: number,
): GrantPreview['accounts'][number] {
  if (own === undefined) {
    return {email, arrive, doesNotFit: overflow(arrive, room)};
  }
  const create = arrive - own.link;
  const counted = own.size === undefined ? null : contactsMax - own.size;
  return {
    email,
    arrive,
    doesNotFit: overflow(create, room ?? counted),
    create,
    link: own.link,
    // Two shared contacts of one person stay two until somebody merges them.
    merge: 0,
  };
}

/** How many are too many; where it is not known how full an account is, none. */
function overflow(count: number, room: number | null): number {
  return room === null ? 0 : Math.max(0, count - Math.max(0, room));
}
