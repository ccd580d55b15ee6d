import {fileURLToPath} from 'node:url';
import {styleText} from 'node:util';
import {checkCertificates, checkPublicUrl} from './doctor/address-checks.ts';
import {
  failed,
  ok,
  skipped,
  type Finding,
  type Section,
} from './doctor/finding.ts';
import {checkGoogle, type GoogleReport} from './doctor/google-checks.ts';
import {
  checkAudiences,
  checkSettings,
  readKeyFile,
  type Environment,
} from './doctor/settings-checks.ts';
import {checkStore, type StoreReport} from './doctor/store-checks.ts';
import {createTransport, type Transport} from './google/transport.ts';
import type {Settings} from './settings.ts';

/** Long enough for any answer a person would wait for. */
const CALL_MS_MAX = 15_000;

/**
 * Looks at a set-up as the service would use it, and changes nothing: a section
 * at a time, as each is found out.
 */
export async function* examine(
  env: Environment,
  nowMs: () => number = Date.now,
): AsyncGenerator<Section> {
  const {findings, settings} = checkSettings(env);
  yield {
    title: 'This machine',
    findings: [ok('Node', process.versions.node), ...findings],
  };
  if (settings === undefined) return;
  const store = await checkStore(settings, nowMs);
  yield {title: 'Store', findings: store.findings};
  const transport = createTransport({
    emulatorHost: settings.emulatorHost,
    timeoutMs: CALL_MS_MAX,
  });
  const google = await checkDelegation(env, settings, {transport, nowMs});
  yield {
    title:
      settings.emulatorHost === undefined
        ? 'Google'
        : `NOT GOOGLE: what answers at ${settings.emulatorHost}`,
    findings: [...google.findings, ...checkWorkplace(store, google.customerId)],
  };
  yield {
    title: 'Who may call',
    findings: [
      checkAudiences(settings),
      await checkCertificates(transport),
      await checkPublicUrl(settings),
    ],
  };
}

async function checkDelegation(
  env: Environment,
  {delegation}: Settings,
  means: {readonly transport: Transport; readonly nowMs: () => number},
): Promise<GoogleReport> {
  const path = env['GOOGLE_APPLICATION_CREDENTIALS'];
  if (delegation === undefined || path === undefined) return {findings: []};
  return checkGoogle(delegation, {...means, keyFile: readKeyFile(path)});
}

/** A store belongs to one workplace for good. */
function checkWorkplace(
  {customerId: remembered, isUnread}: StoreReport,
  asked: string | undefined,
): readonly Finding[] {
  if (asked === undefined) return [];
  const what = 'Workplace of the store';
  if (isUnread === true) return [skipped(what, 'the store was not read')];
  if (remembered === undefined) {
    return [ok(what, `will be ${asked} from the first start on`)];
  }
  return [
    remembered === asked
      ? ok(what, asked)
      : failed(
          what,
          `is ${remembered}, WORKSPACE_ADMIN is of ${asked}`,
          'Set DATABASE_URL or DATA_DIR to a store of its own, or WORKSPACE_ADMIN to an admin of the store’s workplace.',
        ),
  ];
}

type Paint = (style: 'bold' | 'green' | 'red' | 'dim', text: string) => string;

const MARKS = {
  ok: ['green', 'ok'],
  failed: ['red', 'failed'],
  skipped: ['dim', 'skipped'],
} as const;

const MARK_WIDTH = 7;

/** A section as text: a line for each finding, and under what failed what to do. */
export function renderSection(
  {title, findings}: Section,
  paint: Paint = (_style, text) => text,
): string {
  const lines = findings.flatMap(finding => {
    const [style, word] = MARKS[finding.kind];
    const mark = paint(style, word.padEnd(MARK_WIDTH));
    const line = `  ${mark}  ${finding.what}: ${finding.found}`;
    const indent = ' '.repeat(MARK_WIDTH + 4);
    return finding.kind === 'failed'
      ? [line, `${indent}→ ${finding.fix}`]
      : [line];
  });
  return [paint('bold', title), ...lines, ''].join('\n');
}

async function main(): Promise<void> {
  const paint: Paint = (style, text) =>
    styleText(style, text, {stream: process.stdout});
  const all: Finding[] = [];
  for await (const section of examine(process.env)) {
    process.stdout.write(`${renderSection(section, paint)}\n`);
    all.push(...section.findings);
  }
  const bad = all.filter(({kind}) => kind === 'failed').length;
  process.stdout.write(
    bad === 0
      ? 'Nothing stands in the way.\n'
      : `${bad} of ${all.length} checks failed.\n`,
  );
  process.exitCode = bad === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
