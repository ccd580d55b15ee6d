import {
  parseQualityFindingName,
  labelName,
  qualityFindingName,
} from '../contract/names.ts';
import {
  QualityFindingList,
  QualityQuery,
  RepairQuery,
  RepairRequest,
  type QualityFinding,
} from '../contract/quality.ts';
import {Operation} from '../contract/transfer.ts';
import {displayName} from '../core/display-name.ts';
import {findFaults, type Fault} from '../core/quality.ts';
import {pickLanguage, type Language} from '../formats/language.ts';
import {judgedBy} from '../store/labels.ts';
import {beginOperation, createOperation} from '../store/operations.ts';
import {printFault, readNow} from '../store/quality.ts';
import type {Db} from '../store/queries.ts';
import type * as store from '../store/schema.ts';
import {listContacts, type VisibleContact} from '../store/visible-contacts.ts';
import {callerOf, labelOf, lockMembership} from './access.ts';
import {createOnce} from './create-once.ts';
import type {RouteDeps} from './deps.ts';
import {answers, LABEL_PATH, LabelParams, type App} from './openapi.ts';
import {answerOperation} from './operations.ts';
import {readPage, writeToken} from './paging.ts';
import {invalid} from './status.ts';

/** What looks wrong in a label's contacts, and putting it right. */
export function qualityRoutes(app: App, deps: RouteDeps): void {
  listRoute(app, deps);
  repairRoute(app, deps);
}

/** Contacts that one call looks at: a label without faults is read in some calls, each short. */
const LOOKED_MAX = 2_000;
const LOOKED_AT_ONCE = 200;

interface Looking {
  readonly labelId: string;
  readonly accountId: string;
  readonly region: string | undefined;
  readonly writerRegion: string | undefined;
  readonly nowMs: number;
  readonly isWanted: (fault: Fault) => boolean;
}

interface FoundFault {
  readonly contact: VisibleContact;
  readonly fault: Fault;
}

function listRoute(app: App, deps: RouteDeps): void {
  const {db, languages} = deps;
  app.get(
    `${LABEL_PATH}/qualityFindings`,
    {
      config: {access: {label: 'viewer'}},
      schema: {
        summary:
          'What looks wrong in the label’s contacts, as the caller sees them, with repairs that are proposed',
        params: LabelParams,
        querystring: QualityQuery,
        response: answers(QualityFindingList),
      },
    },
    async request => {
      const {id: accountId, locale} = callerOf(request);
      const label = labelOf(request);
      const labelId = label.id;
      const {code} = request.query;
      const page = readPage(
        {
          list: `${labelName(labelId)}/qualityFindings`,
          ...(code !== undefined && {parameters: {code}}),
        },
        request.query,
      );
      const {faults, next} = await look(db, page, {
        ...{labelId, accountId, nowMs: await readNow(db)},
        ...judgedBy(label, deps.regionOf?.(locale)),
        isWanted: fault => code === undefined || fault.code === code,
      });
      const language = pickLanguage(languages, locale);
      return {
        qualityFindings: faults.map(each => toFinding(labelId, each, language)),
        ...(next !== undefined && {nextPageToken: writeToken(page.key, next)}),
      };
    },
  );
}

/** Faults until a page is full, or enough was looked at; `next`: there is more after that contact. */
async function look(
  db: Db,
  page: {readonly size: number; readonly after: string | undefined},
  {labelId, accountId, region, writerRegion, nowMs, isWanted}: Looking,
): Promise<{
  readonly faults: readonly FoundFault[];
  readonly next: string | undefined;
}> {
  const faults: FoundFault[] = [];
  let {after} = page;
  for (let looked = 0; looked < LOOKED_MAX; looked += LOOKED_AT_ONCE) {
    const limit = LOOKED_AT_ONCE;
    const contacts = await listContacts(db, {labelId, accountId, after, limit});
    for (const contact of contacts) {
      const {content, hiddenFields, updateTime} = contact;
      const updateTimeMs = updateTime.getTime();
      const found = findFaults(content, {
        ...{region, writerRegion, hiddenFields, nowMs, updateTimeMs},
      }).filter(isWanted);
      faults.push(...found.map(fault => ({contact, fault})));
      after = contact.id;
      if (faults.length >= page.size) return {faults, next: after};
    }
    if (contacts.length < limit) return {faults, next: undefined};
  }
  return {faults, next: after};
}

function toFinding(
  labelId: string,
  {contact, fault}: FoundFault,
  language: Language,
): QualityFinding {
  const {code, field, value, proposed} = fault;
  const called = displayName(contact.content);
  const print = printFault(fault);
  return {
    name: qualityFindingName(labelId, {contactId: contact.id, print}),
    code,
    contact: `contacts/${contact.id}`,
    ...(called !== undefined && {displayName: called}),
    ...{field, value},
    ...(fault.repair !== undefined && {proposed: proposed ?? ''}),
    text: language.quality[code],
  };
}

function repairRoute(app: App, deps: RouteDeps): void {
  const {db, newId} = deps;
  app.post(
    `${LABEL_PATH}/qualityFindings::repair`,
    {
      config: {access: {label: 'editor'}, previews: true},
      schema: {
        summary:
          'Make the repairs that are proposed for these findings, or for all of a code; an operation does it, which can be undone',
        params: LabelParams,
        querystring: RepairQuery,
        body: RepairRequest,
        response: answers(Operation),
      },
    },
    async request => {
      const {id: accountId, locale} = callerOf(request);
      const language = pickLanguage(deps.languages, locale);
      const label = labelOf(request);
      const labelId = label.id;
      const wanted = readRequest(labelId, request.body);
      if (request.query.validateOnly) {
        const regions = judgedBy(label, deps.regionOf?.(locale));
        const about = {labelId, accountId, ...regions};
        return previewRepair(db, wanted, {...about, nowMs: await readNow(db)});
      }
      const repair = {id: newId(), kind: 'REPAIR'} as const;
      return createOnce(db, request, {
        create: async tx => {
          await lockMembership(tx, request, 'editor');
          const about = {accountId, labelId, request: wanted};
          await createOperation(tx, {...repair, ...about});
          await beginOperation(tx, repair);
          return repair.id;
        },
        answer: (tx, id) => answerOperation(tx, {id, accountId, language}),
      });
    },
  );
}

function readRequest(
  labelId: string,
  {qualityFindings, code}: RepairRequest,
): store.RepairRequest {
  if (code !== undefined && qualityFindings === undefined) return {code};
  if (code !== undefined || qualityFindings === undefined) {
    throw invalid('qualityFindings', 'Either findings or a code');
  }
  return {
    findings: qualityFindings.map((name, at) => {
      const finding = parseQualityFindingName(name, labelId);
      if (finding !== undefined) return finding;
      throw invalid(
        `qualityFindings[${at}]`,
        'Not a name of a finding of this label',
      );
    }),
  };
}

/** How many contacts would be changed; nothing is kept of it. */
async function previewRepair(
  db: Db,
  wanted: store.RepairRequest,
  about: Omit<Looking, 'isWanted'>,
): Promise<Operation> {
  const isWanted = (fault: Fault) =>
    fault.repair !== undefined &&
    (!('code' in wanted) || fault.code === wanted.code);
  const prints = new Set(
    'code' in wanted
      ? []
      : wanted.findings.map(({contactId, print}) => contactId + print),
  );
  const contacts = new Set<string>();
  let after: string | undefined;
  do {
    const size = Number.POSITIVE_INFINITY;
    const {faults, next} = await look(db, {size, after}, {...about, isWanted});
    for (const {contact, fault} of faults) {
      const isNamed =
        'code' in wanted || prints.has(contact.id + printFault(fault));
      if (isNamed) contacts.add(contact.id);
    }
    after = next;
  } while (after !== undefined);
  return {
    done: true,
    metadata: {kind: 'REPAIR', label: labelName(about.labelId)},
    response: {changed: contacts.size, leftCount: 0, left: []},
  };
}
