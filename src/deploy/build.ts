/**
 * `npm run build`: the add-on as Apps Script takes it, `Code.js` and
 * `appsscript.json` in `build/`, for the service at `SERVICE_URL`.
 */
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {build, type Plugin} from 'esbuild';
import ts from 'typescript';
import {forService, namedFunctions, parseManifest} from './manifest.ts';

const REPOSITORY = new URL('../../', import.meta.url);
const MANIFEST = new URL('appsscript.json', REPOSITORY);
/** What parses in the place of zod. */
const SCHEMA = new URL('src/schema.ts', REPOSITORY);

/** What the bundle says so often that a short name pays; the minifier gives none to what is the platform's. */
const SHORT = [
  ['$e', 'Object.entries'],
  ['$f', 'Object.fromEntries'],
  ['$s', 'JSON.stringify'],
  ['$c', 'CardService'],
  ['$k', 'Object.keys'],
  ['$u', 'undefined'],
] as const;

/** What cards name: `Action.function` of `card.ts`. */
const CARD_FUNCTIONS = ['onAction', 'onSuggest'];

/**
 * A bundle is read anew at every click: size is waiting time. The goal of 60 KB is
 * missed: of 122 KB the two languages take 32, views and handlers 55, the contract 6,
 * forms 6, the platform and what answers are read with 23; none of it is unused.
 */
const BUNDLE_BYTES_MAX = 122 * 1024;

export interface BuiltAddOn {
  /** Contents of `Code.js`. */
  readonly code: string;
  /** Stays here: it says which line of ours a place in Cloud Logging is. */
  readonly sourceMap: string;
  /** Contents of `appsscript.json`. */
  readonly manifest: string;
  /** The functions that are global in `code`. */
  readonly functions: readonly string[];
}

/**
 * @param serviceUrl https and no path; without one the add-on says that it is not set up
 * @throws Error where the manifest names a function that `main.ts` has not, or the bundle grew too big
 */
export async function buildAddOn(
  serviceUrl: string | undefined,
): Promise<BuiltAddOn> {
  const manifest = parseManifest(await readFile(MANIFEST, 'utf8'));
  const functions = [...namedFunctions(manifest), ...CARD_FUNCTIONS];
  const {code, sourceMap} = await bundle(functions, serviceUrl);
  // However long an address a service has, its add-on can be built.
  const bytes = Buffer.byteLength(code.replace(serviceUrl ?? '', ''));
  if (bytes > BUNDLE_BYTES_MAX) {
    throw new Error(
      `Code.js has ${bytes} bytes; at most ${BUNDLE_BYTES_MAX} are allowed.`,
    );
  }
  return {
    code,
    sourceMap,
    manifest: `${JSON.stringify(forService(manifest, serviceUrl), undefined, 2)}\n`,
    functions,
  };
}

async function bundle(
  functions: readonly string[],
  serviceUrl: string | undefined,
): Promise<Pick<BuiltAddOn, 'code' | 'sourceMap'>> {
  const {outputFiles, warnings} = await build({
    // A name that main.ts does not export ends the build here.
    stdin: {
      contents: `import {${functions}} from './src/main.ts'; Object.assign(App, {${functions}});`,
      resolveDir: fileURLToPath(REPOSITORY),
      loader: 'ts',
    },
    bundle: true,
    write: false,
    logLevel: 'silent',
    // Apps Script takes functions of the manifest from the top level of one script, and no modules.
    format: 'iife',
    banner: {
      js: `var App = {}, ${SHORT.map(pair => pair.join(' = '))};`,
    },
    footer: {
      js: functions
        .map(name => `function ${name}(e){return App.${name}(e)}`)
        .join('\n'),
    },
    // Its V8 knows no private and static fields of classes; `?.` and `??`, which
    // add-ons that are pushed as they are written use, would be 3 KB more in words of ES2019.
    target: 'es2020',
    charset: 'utf8',
    legalComments: 'none',
    minify: true,
    sourcemap: 'external',
    outdir: 'build',
    plugins: [CONTRACT_IN_PARTS],
    alias: {'zod/mini': fileURLToPath(SCHEMA)},
    define: {
      ...Object.fromEntries(SHORT.map(([short, long]) => [long, short])),
      SERVICE_URL_BUILT: JSON.stringify(serviceUrl) ?? 'undefined',
    },
  });
  // That a name is in none of our files, above all: it would be found at run time.
  const [warning] = warnings;
  if (warning !== undefined) {
    throw new Error(`${warning.text} (${warning.location?.file})`);
  }
  const output = (end: string) => {
    const file = outputFiles.find(({path}) => path.endsWith(end));
    if (file === undefined) throw new Error(`The bundler wrote no ${end}.`);
    return file.text;
  };
  return {code: output('.js'), sourceMap: output('.js.map')};
}

/**
 * A schema that no answer here needs is left out, as are all requests: each becomes
 * a call without effects, which the bundler drops where nobody takes what it makes.
 * So are checks of lengths and patterns, and names for a document: the service's.
 */
export const CONTRACT_IN_PARTS: Plugin = {
  name: 'contract-in-parts',
  setup({onLoad}) {
    onLoad(
      {filter: /[\\/]server[\\/]contract[\\/][^\\/]+\.ts$/},
      async ({path}) => ({
        contents: withoutEffects(withoutChecks(await readFile(path, 'utf8'))),
        loader: 'ts',
      }),
    );
  },
};

const parsed = (text: string) =>
  ts.createSourceFile('contract.ts', text, ts.ScriptTarget.Latest);

function withoutChecks(text: string): string {
  const cuts: {readonly pos: number; readonly end: number}[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      ['check', 'register'].includes(node.expression.name.text)
    ) {
      const {expression: checked} = node.expression;
      cuts.push({pos: checked.end, end: node.end});
      visit(checked);
    } else {
      ts.forEachChild(node, visit);
    }
  };
  visit(parsed(text));
  return cuts
    .sort((one, other) => other.pos - one.pos)
    .reduce((kept, {pos, end}) => kept.slice(0, pos) + kept.slice(end), text);
}

function withoutEffects(text: string): string {
  const {statements} = parsed(text);
  const calls = statements.flatMap(statement =>
    ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.flatMap(({initializer}) =>
          initializer !== undefined && hasCall(initializer)
            ? [initializer]
            : [],
        )
      : [],
  );
  // From the end, so that places stay where they were found.
  return calls.reduceRight(
    (changed, {pos, end}) =>
      `${changed.slice(0, pos)} /* @__PURE__ */ (() => (${changed.slice(pos, end)}))()${changed.slice(end)}`,
    text,
  );
}

/** Here and now, of a text's parts too, or in an object that is made here. */
function hasCall(expression: ts.Expression): boolean {
  return (
    ts.isCallExpression(expression) ||
    ts.isTemplateExpression(expression) ||
    (ts.isObjectLiteralExpression(expression) &&
      expression.properties.some(
        each => ts.isPropertyAssignment(each) && hasCall(each.initializer),
      ))
  );
}

/** @param folder is made where it is not there */
export async function writeAddOn(
  {code, sourceMap, manifest}: BuiltAddOn,
  folder: URL,
): Promise<void> {
  await mkdir(folder, {recursive: true});
  await writeFile(new URL('Code.js', folder), code);
  await writeFile(new URL('Code.js.map', folder), sourceMap);
  await writeFile(new URL('appsscript.json', folder), manifest);
}
