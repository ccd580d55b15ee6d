export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {'\\.ts$': '<rootDir>/test/support/strip-types.js'},
  reporters: ['default', '<rootDir>/test/support/closing-line.js'],
  testTimeout: 60_000,
};
