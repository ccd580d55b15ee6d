/** `npm run build`, `npm run push` and `npm run deploy`: src/DEPLOY.md says when and how. */
import {spawnSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {buildAddOn, writeAddOn} from './build.ts';
import {writeProject} from './project.ts';
import {readDeploySettings} from './settings.ts';
import type {DeploySettings} from './settings.ts';

const REPOSITORY = new URL('../../', import.meta.url);
const BUILD = new URL('build/', REPOSITORY);
const CLASP = new URL(
  'node_modules/@google/clasp/build/src/index.js',
  REPOSITORY,
);

const ACTS = ['build', 'push', 'deploy'] as const;
type Act = (typeof ACTS)[number];

async function main(word: string | undefined): Promise<void> {
  const act = ACTS.find(name => name === word);
  if (act === undefined) throw new Error(`One of ${ACTS.join(', ')}`);
  const settings = readDeploySettings(process.env);
  await buildFor(act, settings);
  if (act === 'build') return;
  const {scriptId} = settings;
  if (scriptId === undefined) {
    throw new Error('SCRIPT_ID: the id of the Apps Script project is missing');
  }
  const project = fileURLToPath(await writeProject(BUILD, scriptId));
  // Without a terminal clasp leaves a changed manifest out, and says nothing, unless it is forced.
  clasp(project, 'push', '--force');
  if (act === 'deploy') deploy(project, settings);
}

async function buildFor(act: Act, settings: DeploySettings): Promise<void> {
  const {serviceUrl} = settings;
  if (serviceUrl === undefined && act !== 'build') {
    throw new Error('SERVICE_URL: the address of the service is missing');
  }
  const built = await buildAddOn(serviceUrl);
  await writeAddOn(built, BUILD);
  const bytes = Buffer.byteLength(built.code);
  console.log(
    `build/Code.js: ${bytes} bytes, for ${serviceUrl ?? 'no service yet (SERVICE_URL is not set)'}`,
  );
}

/** Users keep the deployment that they installed: a new version goes into that one. */
function deploy(project: string, {deploymentId}: DeploySettings): void {
  clasp(
    project,
    ...(deploymentId === undefined
      ? ['create-deployment']
      : ['update-deployment', deploymentId]),
  );
}

function clasp(project: string, ...args: readonly string[]): void {
  const {status, error} = spawnSync(
    process.execPath,
    [fileURLToPath(CLASP), ...args, '--project', project],
    {stdio: 'inherit'},
  );
  if (error !== undefined) throw error;
  if (status !== 0) {
    throw new Error(
      `clasp ${args.join(' ')} failed. Where nobody is logged in: npx clasp login`,
    );
  }
}

try {
  await main(process.argv[2]);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
