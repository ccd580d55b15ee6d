import {readdirSync, readFileSync} from 'node:fs';
import gts from 'gts';
import {defineConfig} from 'eslint/config';

/** Which folders each shipped folder may import (the arrows of CONTRIBUTING.md). */
const ARROWS = {
  core: [],
  contract: [],
  formats: ['core'],
  google: ['core'],
  store: ['core'],
  sync: ['core', 'google', 'store'],
  mail: ['core', 'formats', 'store'],
  queue: ['sync', 'store'],
  http: ['contract', 'formats', 'core', 'store', 'queue'],
};

/** Pure packages that `core` and `formats` may use. */
const PURE_PACKAGES = [
  'csv-parse',
  'double-metaphone',
  'google-libphonenumber',
  'jschardet',
  'wanakana',
];

const PARENT_FOLDERS_ONLY = folders =>
  `^(?:\\./)*\\.\\./(?!(${['$', ...folders.map(folder => `${folder}/`)].join('|')}))`;

const arrows = Object.entries(ARROWS).map(([folder, allowed]) => {
  const patterns = [
    {
      regex: PARENT_FOLDERS_ONLY(allowed),
      message: `server/${folder} imports ${allowed.join(', ') || 'no other folder'}.`,
    },
  ];
  if (folder !== 'google') {
    patterns.push({
      regex:
        folder === 'http' ? '^googleapis' : '^(googleapis|google-auth-library)',
      message: 'Only server/google speaks to Google.',
    });
  }
  if (folder === 'core' || folder === 'formats') {
    patterns.push({
      regex: `^(?!\\.|(${['$', ...PURE_PACKAGES].join('|')}))`,
      message: `server/${folder} is pure: packages come from PURE_PACKAGES.`,
    });
  }
  if (folder === 'contract') {
    patterns.push({
      regex: '^(?!\\.|zod/mini$)',
      message: 'server/contract imports zod/mini and nothing else.',
    });
  }
  return {
    files: [`server/${folder}/**/*.ts`],
    rules: {'no-restricted-imports': ['error', {patterns}]},
  };
});

const PLATFORM_TYPES = new URL(
  './node_modules/@types/google-apps-script/',
  import.meta.url,
);

/** Apps Script's globals, as its types declare them: `UrlFetchApp`, `CardService`, … */
const PLATFORM_GLOBALS = readdirSync(PLATFORM_TYPES)
  .filter(file => file.endsWith('.d.ts'))
  .flatMap(file => [
    ...readFileSync(new URL(file, PLATFORM_TYPES), 'utf8').matchAll(
      /^declare var (\w+):/gm,
    ),
  ])
  .map(([, name]) => name);

const SHIPPED_RULES = {
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/consistent-type-assertions': [
    'error',
    {assertionStyle: 'never'},
  ],
  'max-lines-per-function': [
    'error',
    {max: 60, skipBlankLines: true, skipComments: true},
  ],
};

export default defineConfig([
  ...gts,
  {ignores: ['data/', 'build/', 'coverage/']},
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: {
        project: './tsconfig.json',
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'n/no-missing-import': 'off',
      'n/no-unpublished-import': 'off',
      'n/no-unsupported-features/node-builtins': 'off',
      'n/no-process-exit': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: ['**/*.js'],
    languageOptions: {
      sourceType: 'module',
      globals: {process: 'readonly', URL: 'readonly'},
    },
    rules: {
      'n/no-unpublished-import': 'off',
      'n/no-process-exit': 'off',
      'n/no-unsupported-features/node-builtins': 'off',
    },
  },
  {
    files: ['server/**/*.ts', 'src/deploy/**/*.ts'],
    rules: {
      ...SHIPPED_RULES,
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {regex: '/test/', message: 'Nothing that ships imports test.'},
          ],
        },
      ],
    },
  },
  ...arrows,
  {
    files: ['src/**/*.ts'],
    ignores: ['src/deploy/**'],
    languageOptions: {
      parserOptions: {
        project: './src/tsconfig.json',
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      ...SHIPPED_RULES,
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?:\\./)*\\.\\./(?:.*/)?(?:server/(?!contract/)|test/)',
              message: 'src imports server/contract only.',
            },
            {
              regex: '^(?!\\.|zod/mini$)',
              message:
                'Apps Script has no packages but what the contract brings.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: [
      'src/api.ts',
      'src/cards.ts',
      'src/session.ts',
      'src/**/*.d.ts',
      'src/deploy/**',
    ],
    rules: {
      'no-restricted-globals': [
        'error',
        ...PLATFORM_GLOBALS.map(name => ({
          name,
          message: 'The platform appears in api.ts, cards.ts and session.ts.',
        })),
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "Identifier[name='GoogleAppsScript']",
          message: 'The platform appears in api.ts, cards.ts and session.ts.',
        },
      ],
    },
  },
  {
    files: ['server/core/**/*.ts', 'server/formats/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        'process',
        'globalThis',
        'performance',
        'crypto',
        'setTimeout',
        'setInterval',
        'fetch',
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: ':function[async=true]',
          message: 'Decisions are not async.',
        },
        {
          selector:
            "MemberExpression[object.name='Math'][property.name='random']",
          message: 'Randomness comes in as an argument.',
        },
        {
          selector: "MemberExpression[object.name='Date'][property.name='now']",
          message: 'Time comes in as an argument.',
        },
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Time comes in as an argument.',
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {'@typescript-eslint/no-non-null-assertion': 'off'},
  },
]);
