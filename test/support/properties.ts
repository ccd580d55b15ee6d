import fc from 'fast-check';

/** Every run tries the same cases, so what fails is what was changed. */
const SEED = Number(process.env['TEST_PROPERTIES_SEED'] ?? 1);

fc.configureGlobal({seed: SEED});
