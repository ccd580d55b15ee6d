export default {
  testEnvironment: '<rootDir>/test/support/environment.js',
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  setupFiles: ['<rootDir>/test/support/properties.ts'],
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {'\\.ts$': '<rootDir>/test/support/strip-types.js'},
  reporters: ['default', '<rootDir>/test/support/closing-line.js'],
  maxWorkers: 2,
  // Modules and closed databases of earlier files stay in a worker: 6 GB at the end of a run.
  workerIdleMemoryLimit: '400MB',
  testTimeout: 120_000,
};
