import {createKeys} from '../emulator/auth/keys.ts';

/** RSA keys take 0.1 s to make: all worlds have the same. */
export const keys = createKeys();
