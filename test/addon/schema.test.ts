import {fileURLToPath} from 'node:url';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {build, type BuildOptions} from 'esbuild';
import fc from 'fast-check';
import * as z from 'zod';
import {CONTRACT_IN_PARTS} from '../../src/deploy/build.ts';

/** `server/contract` as the add-on has it, and as the service has it. */
interface Parser {
  safeParse(value: unknown): {
    readonly success: boolean;
    readonly data?: unknown;
    readonly error?: {readonly issues: readonly {readonly code: string}[]};
  };
}
type Contract = Readonly<Record<string, Parser>>;

/** The files whose schemas read answers. */
const FILES = [
  'account',
  'comment',
  'contact',
  'delivery',
  'duplicate',
  'grant',
  'label',
  'membership',
  'notice',
  'other-contact',
  'pending-removal',
  'preview',
  'revision',
  'search',
  'status',
  'suggestion',
  'trash',
];
/** What is sent is checked by the service, and what is in a path never parsed. */
const NOT_ANSWERED = /Request|Query|Input|Names|Address|ChosenFields|Fields$/;

/** What zod calls it when something is of another kind. */
const SHAPES = ['invalid_type', 'invalid_value', 'invalid_union'];

const ROOT = new URL('../../', import.meta.url);
const path = (file: string) => fileURLToPath(new URL(file, ROOT));
const CONTENTS = FILES.map(
  file => `export * from './server/contract/${file}.ts';`,
).join('\n');

async function contractWith(
  options: Pick<BuildOptions, 'alias' | 'plugins'>,
): Promise<Contract> {
  const {outputFiles} = await build({
    stdin: {contents: CONTENTS, resolveDir: path('.'), loader: 'ts'},
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'contract',
    logLevel: 'silent',
    ...options,
  });
  return new Function(
    `${outputFiles[0]!.text}; return contract;`,
  )() as Contract;
}

let ours: Contract;
let zods: Contract;
let names: readonly string[];
beforeAll(async () => {
  ours = await contractWith({
    alias: {'zod/mini': path('src/schema.ts')},
    plugins: [CONTRACT_IN_PARTS],
  });
  zods = await contractWith({});
  names = Object.keys(zods).filter(
    name =>
      typeof zods[name]?.safeParse === 'function' && !NOT_ANSWERED.test(name),
  );
});

describe('what parses in the place of zod', () => {
  const anyLeaf = fc.constantFrom<unknown>(
    ...[null, true, 0, 1.5, '', 'viewer', 'x', [], {}, 'ACTIVE'],
  );

  /** Answers that fit, and such as nearly do. */
  function anyAnswer(name: string) {
    const schema = z.toJSONSchema(zods[name] as unknown as z.ZodType, {
      unrepresentable: 'any',
      io: 'input',
    }) as JsonSchema;
    return fc
      .tuple(
        fc.infiniteStream(fc.nat()).map(stream => fits(schema, schema, stream)),
        fc.array(fc.tuple(fc.nat(), anyLeaf), {maxLength: 2}),
      )
      .map(([answer, changes]) =>
        changes.reduce<unknown>(
          (value, [place, leaf]) => changed(value, place, leaf),
          answer,
        ),
      );
  }

  test('reads every answer of the contract as zod does, and refuses what zod refuses', () => {
    expect(names.length).toBeGreaterThan(25);
    let taken = 0;
    let refused = 0;
    for (const name of names) {
      fc.assert(
        fc.property(anyAnswer(name), answer => {
          const {success, data, error} = zods[name]!.safeParse(answer);
          // Lengths and bounds are left to the service, which holds what it answers to them.
          const isShape = ({code}: {code: string}) => SHAPES.includes(code);
          fc.pre(success || error!.issues.some(isShape));
          expect([name, ours[name]!.safeParse(answer)]).toEqual([
            name,
            success ? {success, data} : {success},
          ]);
          if (success) taken += 1;
          else refused += 1;
        }),
        {numRuns: 150},
      );
    }
    expect(Math.min(taken, refused)).toBeGreaterThan(500);
  });
});

interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
}

/** A value of the schema; the numbers choose which. */
function fits(
  schema: JsonSchema,
  root: JsonSchema,
  numbers: Iterator<number>,
): unknown {
  const next = (bound: number) => Number(numbers.next().value) % bound;
  const inner = (child: JsonSchema) => fits(child, root, numbers);
  if (schema.$ref !== undefined) {
    return inner(root.$defs![schema.$ref.replace('#/$defs/', '')]!);
  }
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[next(schema.enum.length)];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return inner(choices[next(choices.length)]!);
  switch (schema.type) {
    case 'object': {
      const {properties = {}, required = [], additionalProperties} = schema;
      const chosen = Object.entries(properties).filter(
        ([key]) => required.includes(key) || next(2) === 0,
      );
      const entries = chosen.map(([key, child]) => [key, inner(child)]);
      if (typeof additionalProperties === 'object' && next(2) === 0) {
        entries.push(['any key', inner(additionalProperties)]);
      }
      return Object.fromEntries(entries) as unknown;
    }
    case 'array':
      return Array.from({length: next(3)}, () => inner(schema.items ?? {}));
    case 'string':
      return `text ${next(9)}`;
    case 'number':
    case 'integer':
      return next(99);
    case 'boolean':
      return next(2) === 0;
    case 'null':
      return null;
    case undefined:
    default:
      return {anything: next(9)};
  }
}

/** The same with one place of it something else, missing, or more. */
function changed(value: unknown, place: number, leaf: unknown): unknown {
  if (typeof value !== 'object' || value === null) return leaf;
  const entries = Object.entries(value) as [string, unknown][];
  const at = place % (entries.length + 1);
  const entry = entries[at];
  if (entry === undefined) {
    return Array.isArray(value)
      ? [...(value as unknown[]), leaf]
      : {...value, 'a new field': leaf};
  }
  const rest = Math.floor(place / (entries.length + 1));
  const [key, child] = entry;
  if (!Array.isArray(value) && rest % 3 === 0) {
    return Object.fromEntries(entries.filter(([each]) => each !== key));
  }
  const replaced = rest % 3 === 1 ? leaf : changed(child, rest, leaf);
  return Array.isArray(value)
    ? value.map((each: unknown, index) => (index === at ? replaced : each))
    : {...value, [key]: replaced};
}
