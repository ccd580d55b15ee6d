import type {GoogleFault, Outcome} from '../core/google.ts';
import {
  ADMIN_SCOPES,
  createCredentials,
  OTHER_CONTACTS_SCOPE,
  USER_SCOPES,
  type Credentials,
} from '../google/credentials.ts';
import {createDirectoryClient} from '../google/directory-client.ts';
import {faultOf} from '../google/fault.ts';
import {createPeopleClient} from '../google/people-client.ts';
import type {Transport} from '../google/transport.ts';
import type {Delegation} from '../settings.ts';
import {compareClocks, failed, ok, skipped, type Finding} from './finding.ts';
import type {KeyFile} from './settings-checks.ts';

export interface GoogleReport {
  readonly findings: readonly Finding[];
  /** The workplace of `WORKSPACE_ADMIN`, where the Directory says it. */
  readonly customerId?: string;
}

/** What the checks of one set-up share. */
interface Setup {
  readonly admin: string;
  readonly keyFile: KeyFile;
  readonly credentials: Credentials;
}

/** Everything the service asks of Google, from the ground up. */
export async function checkGoogle(
  {serviceAccount: key, admin}: Delegation,
  {
    transport,
    keyFile,
    nowMs,
  }: {
    readonly transport: Transport;
    readonly keyFile: KeyFile;
    readonly nowMs: () => number;
  },
): Promise<GoogleReport> {
  const reached = await checkReached(transport, nowMs);
  if (reached.length === 1) return {findings: reached};
  const credentials = createCredentials({key, transport});
  const setup = {admin, keyFile, credentials};
  const faults = new Map<string, GoogleFault | undefined>();
  for (const scope of [...USER_SCOPES, ...ADMIN_SCOPES]) {
    faults.set(scope, await mint(credentials, admin, scope));
  }
  const signIn = checkSignIn(setup, key.clientEmail, [...faults.values()]);
  if (signIn.kind === 'failed') return {findings: [...reached, signIn]};
  const scopes = [...faults].map(([scope, fault]) =>
    checkScope(setup, scope, fault),
  );
  const delegated = new Set(
    [...faults].flatMap(([scope, fault]) => (fault === undefined ? scope : [])),
  );
  const others = await mint(credentials, admin, OTHER_CONTACTS_SCOPE);
  const optional = checkOptionalScope(setup, OTHER_CONTACTS_SCOPE, others);
  const apis = await checkApis(setup, delegated);
  return {
    ...apis,
    findings: [...reached, signIn, ...scopes, optional, ...apis.findings],
  };
}

const TOKEN_URL = 'https://oauth2.googleapis.com/token';

/**
 * Whether Google answers and, if so, what time it is there. An empty request is refused, which is answer
 * enough and, unlike certificates, comes from no cache.
 */
async function checkReached(
  transport: Transport,
  nowMs: () => number,
): Promise<readonly Finding[]> {
  const what = 'Google';
  const beforeMs = nowMs();
  const date = await transport
    .request({url: TOKEN_URL, method: 'POST', validateStatus: () => true})
    .then(
      response => response.headers.get('date') ?? '',
      () => undefined,
    );
  if (date === undefined) {
    const fix =
      'Let this machine reach *.googleapis.com on port 443; behind a proxy set HTTPS_PROXY and NODE_USE_ENV_PROXY=1.';
    return [failed(what, 'does not answer', fix)];
  }
  const afterMs = nowMs();
  const clock = compareClocks('Google’s clock', {
    hereMs: (beforeMs + afterMs) / 2,
    // Whole seconds, cut off.
    thereMs: Date.parse(date) + 500,
    uncertainMs: (afterMs - beforeMs) / 2 + 500,
  });
  return [ok(what, 'answers'), clock];
}

/** Why Google gives no token for one scope; undefined where it does. */
async function mint(
  credentials: Credentials,
  subject: string,
  scope: string,
): Promise<GoogleFault | undefined> {
  try {
    await credentials.accessFor(subject, [scope]).client().getAccessToken();
    return undefined;
  } catch (error) {
    return faultOf(error, scope);
  }
}

/** Whether Google takes the key and the admin, whatever was delegated. */
function checkSignIn(
  {admin, keyFile}: Setup,
  clientEmail: string,
  faults: readonly (GoogleFault | undefined)[],
): Finding {
  const what = 'Service account';
  const [fault, ...others] = faults.filter(isOfSignIn);
  if (fault === undefined || 1 + others.length < faults.length) {
    return ok(what, `${clientEmail}, client ID ${keyFile.clientId}`);
  }
  if (fault.kind === 'revoked') {
    return failed(
      'WORKSPACE_ADMIN',
      `Google does not let the service account act for ${admin}`,
      'Set it to the primary address, no alias, of a user of the workplace who is not suspended.',
    );
  }
  if (fault.kind === 'denied') {
    return failed(
      what,
      `Google does not take the key (${fault.detail})`,
      `It was deleted or disabled, or the clock is wrong. Make a new one in project ${keyFile.projectId}: Cloud console > IAM & Admin > Service accounts > Keys.`,
    );
  }
  return failed(what, tell(fault), PASSING_FIX);
}

/** A fault of the key or the admin strikes every scope; a missing scope shows that both are good. */
function isOfSignIn(fault: GoogleFault | undefined): fault is GoogleFault {
  return fault !== undefined && !hasWord(fault, NOT_DELEGATED);
}

/** `error` of the token endpoint where a scope was not delegated (RFC 6749, 5.2). */
const NOT_DELEGATED = 'unauthorized_client';

const PASSING_FIX = 'Try again in some minutes.';

function checkScope(
  {keyFile}: Setup,
  scope: string,
  fault: GoogleFault | undefined,
): Finding {
  const what = `Scope ${scope.split('/').at(-1)}`;
  if (fault === undefined) return ok(what, 'delegated');
  if (!hasWord(fault, NOT_DELEGATED)) {
    return failed(what, tell(fault), PASSING_FIX);
  }
  return failed(
    what,
    'is not delegated',
    `Admin console > Security > Access and data control > API controls > Manage domain-wide delegation: give client ID ${keyFile.clientId} the scope ${scope}. It can take up to 24 hours.`,
  );
}

/** A scope that a workplace may leave out. */
function checkOptionalScope(
  setup: Setup,
  scope: string,
  fault: GoogleFault | undefined,
): Finding {
  const finding = checkScope(setup, scope, fault);
  return fault !== undefined && hasWord(fault, NOT_DELEGATED)
    ? skipped(
        finding.what,
        'is not delegated: nobody’s Other contacts are offered, all else works',
      )
    : finding;
}

/** A call that the service makes, with the one scope it needs. */
interface Probe {
  readonly what: string;
  readonly scope: string;
  readonly api: 'people.googleapis.com' | 'admin.googleapis.com';
  /** What to do where Google refuses, the API being on. */
  readonly fix: string;
  /** What the answer says. */
  readonly ask: (
    credentials: Credentials,
    admin: string,
  ) => Promise<Outcome<string>>;
}

const SCOPE_PREFIX = 'https://www.googleapis.com/auth/';

const ROLE_FIX =
  'Name a super admin in WORKSPACE_ADMIN, or give this one a role: Admin console > Account > Admin roles, with';

const SUPER_ADMIN_FIX = 'Name a super admin in WORKSPACE_ADMIN.';

const PROBES: readonly Probe[] = [
  {
    what: 'People API',
    scope: `${SCOPE_PREFIX}contacts`,
    api: 'people.googleapis.com',
    fix: 'Admin console > Apps > Google Workspace > Contacts: turn the service on for the users.',
    ask: async (credentials, admin) => {
      const client = createPeopleClient({credentials, subject: admin});
      const group = await client.getGroup('contactGroups/myContacts');
      return told(group, () => 'on; contacts of users can be read and written');
    },
  },
  {
    what: 'Directory, users',
    scope: `${SCOPE_PREFIX}admin.directory.user.readonly`,
    api: 'admin.googleapis.com',
    fix: `${ROLE_FIX} Users > Read.`,
    ask: async (credentials, adminEmail) =>
      told(
        await createDirectoryClient({credentials, adminEmail}).getUser(
          adminEmail,
        ),
        user =>
          `${user.email} is ${user.admin ? 'a super admin' : 'an admin by a role of its own'}`,
      ),
  },
  {
    what: 'Directory, groups',
    scope: `${SCOPE_PREFIX}admin.directory.group.readonly`,
    api: 'admin.googleapis.com',
    fix: `${ROLE_FIX} Groups > Read.`,
    ask: async (credentials, adminEmail) => {
      const directory = createDirectoryClient({credentials, adminEmail});
      // Nobody's group has a user's address; who may not ask is refused first.
      const group = await directory.getGroup(adminEmail);
      const isAllowed = group.kind === 'ok' || group.fault.kind === 'notFound';
      return isAllowed ? {kind: 'ok', value: 'can be read'} : group;
    },
  },
  {
    what: 'Directory, domains',
    scope: `${SCOPE_PREFIX}admin.directory.domain.readonly`,
    api: 'admin.googleapis.com',
    fix: SUPER_ADMIN_FIX,
    ask: async (credentials, adminEmail) =>
      told(
        await createDirectoryClient({credentials, adminEmail}).listDomains(),
        domains =>
          domains.flatMap(({name, aliases}) => [name, ...aliases]).join(', '),
      ),
  },
];

function told<T>(outcome: Outcome<T>, tellOf: (value: T) => string) {
  return outcome.kind === 'ok'
    ? {kind: 'ok' as const, value: tellOf(outcome.value)}
    : outcome;
}

const CUSTOMER_PROBE: Probe = {
  what: 'Directory, customer',
  scope: `${SCOPE_PREFIX}admin.directory.customer.readonly`,
  api: 'admin.googleapis.com',
  fix: SUPER_ADMIN_FIX,
  ask: (credentials, adminEmail) =>
    createDirectoryClient({credentials, adminEmail}).getCustomerId(),
};

async function checkApis(
  setup: Setup,
  delegated: ReadonlySet<string>,
): Promise<GoogleReport> {
  const findings: Finding[] = [];
  for (const probe of PROBES) {
    const answer = await ask(setup, delegated, probe);
    findings.push(judge(setup, probe, answer));
  }
  const customer = await ask(setup, delegated, CUSTOMER_PROBE);
  findings.push(judge(setup, CUSTOMER_PROBE, customer));
  return {
    findings,
    ...(customer?.kind === 'ok' && {customerId: customer.value}),
  };
}

/** Undefined without the scope. With its own scope alone each probe tells of one thing. */
async function ask(
  {credentials, admin}: Setup,
  delegated: ReadonlySet<string>,
  probe: Probe,
): Promise<Outcome<string> | undefined> {
  if (!delegated.has(probe.scope)) return undefined;
  const narrowed: Credentials = {
    accessFor: subject => credentials.accessFor(subject, [probe.scope]),
  };
  return probe.ask(narrowed, admin);
}

function judge(
  {admin, keyFile}: Setup,
  {what, api, fix}: Probe,
  answer: Outcome<string> | undefined,
): Finding {
  if (answer === undefined) return skipped(what, 'needs its scope');
  if (answer.kind === 'ok') return ok(what, answer.value);
  const {fault} = answer;
  if (SWITCHED_OFF.some(word => hasWord(fault, word))) {
    return failed(
      what,
      `the API is switched off in project ${keyFile.projectId}`,
      `Switch it on: https://console.cloud.google.com/apis/library/${api}?project=${encodeURIComponent(keyFile.projectId)}`,
    );
  }
  if (fault.kind === 'denied') {
    return failed(what, `${admin} may not (${fault.detail})`, fix);
  }
  return failed(what, tell(fault), PASSING_FIX);
}

/** `ErrorInfo.reason` and the Directory's own word for the same. */
const SWITCHED_OFF = ['SERVICE_DISABLED', 'accessNotConfigured'];

/** A fault's detail is words of Google's vocabulary, one blank between them. */
function hasWord(fault: GoogleFault, word: string): boolean {
  return 'detail' in fault && fault.detail.split(' ').includes(word);
}

function tell(fault: GoogleFault): string {
  return 'detail' in fault ? fault.detail : `Google answers: ${fault.kind}`;
}
