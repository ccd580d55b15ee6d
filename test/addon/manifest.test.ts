import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {transform} from 'esbuild';
import ts from 'typescript';
import * as z from 'zod';
import {buildAddOn, writeAddOn} from '../../src/deploy/build.ts';
import type {BuiltAddOn} from '../../src/deploy/build.ts';
import {namedFunctions, parseManifest} from '../../src/deploy/manifest.ts';
import {writeProject} from '../../src/deploy/project.ts';
import {readDeploySettings} from '../../src/deploy/settings.ts';

const ROOT = new URL('../../', import.meta.url);
const SERVICE_URL = 'https://contacts.example.com';

/** https, a whole domain, and a path, if only `/` (manifest/allowlist-url). */
const Prefix = z
  .string()
  .regex(/^https:\/\/(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+\/\S*$/);
const FunctionName = z.string().regex(/^on[A-Z]\w*$/);
const Run = z.strictObject({runFunction: FunctionName});

/** As Google documents it (manifest, manifest/addons, …/gmail-addons, …/calendar-addons); its published JSON Schema lets nearly anything pass. */
const Manifest = z.strictObject({
  timeZone: z
    .string()
    .refine(
      zone =>
        Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'Etc/UTC',
    ),
  runtimeVersion: z.literal('V8'),
  exceptionLogging: z.enum(['STACKDRIVER', 'NONE']),
  oauthScopes: z.array(z.string()).min(1),
  urlFetchWhitelist: z.array(Prefix),
  addOns: z.strictObject({
    common: z.strictObject({
      // At most 15 characters by Google's style guide, and neither Google nor Gmail in it.
      name: z
        .string()
        .max(15)
        .regex(/^(?!.*(?:Google|Gmail|add-on)).+$/i),
      logoUrl: z
        .url({protocol: /^https$/})
        .refine(url => !url.endsWith('.svg')),
      layoutProperties: z.strictObject({
        primaryColor: z.string().regex(/^#[0-9a-f]{6}$/),
        secondaryColor: z.string().regex(/^#[0-9a-f]{6}$/),
      }),
      useLocaleFromApp: z.literal(true),
      homepageTrigger: Run,
      universalActions: z.array(Run.extend({label: z.string().min(1)})),
      openLinkUrlPrefixes: z.array(Prefix),
    }),
    gmail: z.strictObject({
      contextualTriggers: z.tuple([
        z.strictObject({
          unconditional: z.strictObject({}),
          onTriggerFunction: FunctionName,
        }),
      ]),
      composeTrigger: z.strictObject({
        selectActions: z.tuple([Run.extend({text: z.string().min(1)})]),
        draftAccess: z.enum(['NONE', 'METADATA']),
      }),
    }),
    calendar: z.strictObject({
      eventOpenTrigger: Run,
      currentEventAccess: z.literal('READ'),
    }),
  }),
});

const GOOGLE = 'https://www.googleapis.com/auth/';

/** Each scope, and what in `src` needs it: nothing is asked for that nothing uses. */
const NEEDED_FOR: Readonly<Record<string, RegExp>> = {
  [`${GOOGLE}gmail.addons.execute`]: /onMessageOpen/,
  [`${GOOGLE}gmail.addons.current.message.metadata`]: /\.getFrom\(\)/,
  [`${GOOGLE}gmail.addons.current.message.action`]: /\.getPlainBody\(\)/,
  [`${GOOGLE}gmail.addons.current.action.compose`]:
    /newUpdateDraftActionResponseBuilder/,
  [`${GOOGLE}calendar.addons.execute`]: /onEventOpen/,
  [`${GOOGLE}calendar.addons.current.event.read`]: /canSeeAttendees/,
  [`${GOOGLE}script.external_request`]: /UrlFetchApp/,
  [`${GOOGLE}script.locale`]: /userLocale/,
  [`${GOOGLE}userinfo.email`]: /getActiveUser\(\)\.getEmail\(\)/,
  openid: /getIdentityToken\(\)/,
};

/** Each prefix of a link, and what in the file opens such a link. */
const OPENED_BY: Readonly<Record<string, RegExp>> = {
  'https://accounts.google.com/': /\.getAuthorizationUrl\(\)/,
  'https://script.google.com/': /\.getAuthorizationUrl\(\)/,
  'https://www.google.com/maps/': /https:\/\/www\.google\.com\/maps\/\w/,
};

let built: BuiltAddOn;
let manifest: z.output<typeof Manifest>;
let source: string;
beforeAll(async () => {
  built = await buildAddOn(SERVICE_URL);
  manifest = Manifest.parse(JSON.parse(built.manifest));
  const files = ['main', 'cards', 'api', 'session'].map(name =>
    readFile(new URL(`src/${name}.ts`, ROOT), 'utf8'),
  );
  source = (await Promise.all(files)).join('\n');
});

describe('the manifest', () => {
  test('asks for the scopes of what is used, and for no others', () => {
    expect(new Set(manifest.oauthScopes)).toEqual(
      new Set(Object.keys(NEEDED_FOR)),
    );
    for (const [scope, use] of Object.entries(NEEDED_FOR)) {
      expect([scope, use.test(source)]).toEqual([scope, true]);
    }
  });

  test('lets cards open the links that they have, and no others', () => {
    const {openLinkUrlPrefixes} = manifest.addOns.common;
    expect(new Set(openLinkUrlPrefixes)).toEqual(
      new Set(Object.keys(OPENED_BY)),
    );
    for (const [prefix, use] of Object.entries(OPENED_BY)) {
      expect([prefix, use.test(built.code)]).toEqual([prefix, true]);
    }
  });

  test('lets the script call the service, and nothing else', () => {
    expect(manifest.urlFetchWhitelist).toEqual([`${SERVICE_URL}/`]);
    expect(built.code).toContain(SERVICE_URL);
  });

  test('names functions that the file has at its top, and the file has no others', () => {
    const file = ts.createSourceFile(
      'Code.js',
      built.code,
      ts.ScriptTarget.ES2020,
    );
    const functions = file.statements
      .filter(ts.isFunctionDeclaration)
      .map(({name}) => name?.text);
    const named = namedFunctions(parseManifest(built.manifest));
    expect(functions.toSorted()).toEqual(
      [...named, 'onAction', 'onSuggest'].toSorted(),
    );
  });

  test('says nothing of any service until one is set', async () => {
    const {manifest: text} = await buildAddOn(undefined);
    expect(Manifest.parse(JSON.parse(text)).urlFetchWhitelist).toEqual([]);
  });
});

describe('the file', () => {
  test('is one script that names no module, and has no characters escaped', () => {
    expect(built.code).not.toMatch(/\bimport\s*[({"']|\bexport\s*[{*]/);
    expect(built.code).toContain('共有');
  });

  test('is of the language that Apps Script reads', async () => {
    const written = (target: string) =>
      transform(built.code, {target, minify: true, charset: 'utf8'});
    const [old, now] = await Promise.all(['es2020', 'esnext'].map(written));
    expect(now!.code).toBe(old!.code);
  });

  test.each([
    ['as the repository has it', false],
    ['as `npm run push` tells it', true],
  ])(
    'is what clasp pushes, with the manifest, and nothing else, %s',
    async (_, isPushed) => {
      const folder = mkdtempSync(join(tmpdir(), 'clasp-'));
      try {
        const build = pathToFileURL(join(folder, 'build/'));
        symlinkSync(
          fileURLToPath(new URL('.clasp.json', ROOT)),
          join(folder, '.clasp.json'),
        );
        await writeAddOn(built, build);
        writeFileSync(new URL('notes.txt', build), 'not for Google');
        writeFileSync(join(folder, 'other.js'), 'var notForGoogle;');
        const project = isPushed
          ? [
              '--project',
              fileURLToPath(await writeProject(build, 'x'.repeat(57))),
            ]
          : [];
        const {stdout} = spawnSync(
          process.execPath,
          [
            fileURLToPath(
              new URL('node_modules/@google/clasp/build/src/index.js', ROOT),
            ),
            'status',
            '--json',
            ...project,
          ],
          {cwd: folder, encoding: 'utf8'},
        );
        const {filesToPush} = JSON.parse(stdout) as {filesToPush: string[]};
        expect(filesToPush.toSorted()).toEqual([
          'build/Code.js',
          'build/appsscript.json',
        ]);
      } finally {
        rmSync(folder, {recursive: true});
      }
    },
  );
});

describe('a deployment', () => {
  test.each([
    ['http://contacts.example.com', 'http is not enough'],
    ['contacts.example.com', 'no scheme'],
    ['https://user@contacts.example.com', 'a name'],
    ['https://contacts.example.com/?a=b', 'a query'],
    ['https://localhost', 'no domain'],
    ['https://192.168.0.4', 'a number'],
    ['https://[2001:db8::a]', 'a number'],
  ])('for a service at %s is refused: %s', url => {
    expect(() => readDeploySettings({SERVICE_URL: url})).toThrow(
      /^SERVICE_URL: https/,
    );
  });

  test('takes the address with and without a slash at its end', () => {
    for (const url of [SERVICE_URL, `${SERVICE_URL}/`]) {
      expect(readDeploySettings({SERVICE_URL: url}).serviceUrl).toBe(
        SERVICE_URL,
      );
    }
  });

  test('refuses what is no id of a script', () => {
    expect(() => readDeploySettings({SCRIPT_ID: 'x y'})).toThrow(/^SCRIPT_ID/);
  });
});
