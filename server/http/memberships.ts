import {Membership, UpdateMembershipRequest} from '../contract/membership.ts';
import {labelName} from '../contract/names.ts';
import {readLabelHeads} from '../store/labels.ts';
import {choosePhones, readPhoneSetting} from '../store/phone-choices.ts';
import type {Db} from '../store/queries.ts';
import {callerOf, labelOf, lockMembership} from './access.ts';
import type {Deps} from './deps.ts';
import {answers, LABEL_PATH, LabelParams, type App} from './openapi.ts';
import {notFound} from './status.ts';
import {inTransaction} from './transaction.ts';

const MEMBERSHIP_PATH = `${LABEL_PATH}/membership`;

/** The caller's own part in a label, and what of it is theirs to choose. */
export function membershipRoutes(app: App, {db}: Deps): void {
  app.get(
    MEMBERSHIP_PATH,
    {
      config: {access: {label: 'viewer'}},
      schema: {
        summary: 'The caller’s part in the label',
        params: LabelParams,
        response: answers(Membership),
      },
    },
    async request =>
      answerMembership(db, {
        ...labelOf(request),
        accountId: callerOf(request).id,
      }),
  );
  app.patch(
    MEMBERSHIP_PATH,
    {
      config: {access: {label: 'viewer'}},
      schema: {
        summary:
          'Choose whether the label’s contacts come to one’s own phone, whatever its grants say',
        params: LabelParams,
        body: UpdateMembershipRequest,
        response: answers(Membership),
      },
    },
    async request => {
      const {id: accountId} = callerOf(request);
      return inTransaction(db, async tx => {
        const label = await lockMembership(tx, request, 'viewer');
        const member = {labelId: label.id, accountId};
        await choosePhones(tx, member, request.body.showOnPhones);
        return answerMembership(tx, {...label, accountId});
      });
    },
  );
}

async function answerMembership(
  db: Db,
  {
    id: labelId,
    role,
    accountId,
  }: Pick<ReturnType<typeof labelOf>, 'id' | 'role'> & {
    readonly accountId: string;
  },
): Promise<Membership> {
  const setting = await readPhoneSetting(db, {labelId, accountId});
  const [head] = await readLabelHeads(db, {accountId, labelIds: [labelId]});
  if (setting === undefined || head === undefined) throw notFound();
  const {sharedBy} = head;
  return {
    name: `${labelName(labelId)}/membership`,
    role,
    ...(sharedBy !== null && {sharedBy}),
    ...setting,
  };
}
