/** The add-on as people of the sample domain have it: built once, with the real service behind it. */
import {buildAddOn} from '../../../src/deploy/build.ts';
import type {BuiltAddOn} from '../../../src/deploy/build.ts';
import {openAddOn} from './add-on.ts';
import type {AddOn} from './add-on.ts';
import {openBackend, shareSample} from './backend.ts';
import type {Backend, SampleShare} from './backend.ts';
import {MESSAGE_ID} from './events.ts';
import {createPlatform} from './platform.ts';
import type {PlatformOptions} from './platform.ts';
import {openSyncHttp} from './sync-http.ts';

/** Where the manifest says that the service is. */
export const SERVICE_URL = 'https://contacts.sakura-trading.example';

export interface AddOnWorld {
  readonly backend: Backend;
  readonly built: BuiltAddOn;
  readonly share: SampleShare;
  /** The add-on in somebody's Gmail; without `hasConsented` Google gives no token. */
  addOnOf(email: string, hasConsented?: boolean): Promise<AddOn>;
  close(): Promise<void>;
}

interface Manifest {
  readonly oauthScopes: readonly string[];
  readonly urlFetchWhitelist: readonly string[];
  readonly addOns: {
    readonly common: {readonly openLinkUrlPrefixes: readonly string[]};
  };
}

export async function openAddOnWorld(): Promise<AddOnWorld> {
  const built = await buildAddOn(SERVICE_URL);
  const backend = await openBackend();
  const http = openSyncHttp();
  const close = async () => {
    await http.close();
    await backend.close();
  };
  try {
    const share = await shareSample(backend);
    return {
      ...{backend, built, share, close},
      async addOnOf(email, hasConsented = true) {
        const token = await backend.idToken(email);
        const addOn = addOnWith(built, {
          person: {email, identityToken: () => (hasConsented ? token : null)},
          url: backend.url,
          http,
        });
        addOn.platform.openMessage(sampleMessage(email, share));
        return addOn;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @param url where the service really is */
export function addOnWith(
  built: BuiltAddOn,
  {
    url,
    ...given
  }: Pick<PlatformOptions, 'person' | 'http'> & {readonly url: string},
): AddOn {
  const manifest = JSON.parse(built.manifest) as Manifest;
  const platform = createPlatform({
    ...given,
    rules: {linkPrefixes: manifest.addOns.common.openLinkUrlPrefixes},
    scopes: manifest.oauthScopes,
    fetchPrefixes: manifest.urlFetchWhitelist,
    service: {publicUrl: SERVICE_URL, url},
  });
  return openAddOn(built, platform);
}

/** Nobody shares them with anybody. */
export const STRANGERS = [
  '"Nomura, Aya (Hoshi Foods)" <aya.nomura@hoshi-foods.example>',
  '"株式会社ひかり 中村 純" <nakamura@hikari.example>',
];

/** From a stranger who signs to the person and others who are shared, with another stranger in copy. */
export function sampleMessage(email: string, {mailboxes}: SampleShare) {
  const [from = '', cc = ''] = STRANGERS;
  return {
    id: MESSAGE_ID,
    from,
    to: [email, ...mailboxes].join(', '),
    cc,
    body: [
      'Thank you for the meeting yesterday.',
      '-- ',
      'Aya Nomura',
      'Sales Director, Hoshi Foods Ltd.',
      'Tel +81 3-0123-4567',
    ].join('\n'),
  };
}
