import {OAuth2Client, type gaxios} from 'google-auth-library';
import * as z from 'zod/mini';

/** What a Google ID token says about its bearer. Identity is `sub` alone. */
export interface Claims {
  readonly sub: string;
  readonly email: string;
  /** The domain Google hosts them in; absent for accounts outside Workspace. */
  readonly hd?: string | undefined;
}

export type SignInOutcome =
  | {readonly kind: 'ok'; readonly claims: Claims}
  | {readonly kind: 'refused'}
  /** Google's certificates could not be read: nobody's fault, try again. */
  | {readonly kind: 'unavailable'};

export type SignIn = (idToken: string) => Promise<SignInOutcome>;

/** Both spellings are Google's ("Verify the Google ID token", Sign in with Google). */
const ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];

/** Google's clocks and ours may differ this much about when a token was issued. */
const ISSUED_EARLY_SECONDS_MAX = 60;

/** The one algorithm of Google's ID tokens. */
const Envelope = z.object({alg: z.literal('RS256')});

const Payload = z.object({
  sub: z.string().check(z.regex(/^[\w-]{1,255}$/)),
  email: z.string(),
  email_verified: z.literal(true),
  hd: z.optional(z.string()),
  iat: z.number(),
  exp: z.number(),
});

/**
 * Verifies Google ID tokens with Google's library and closes what it leaves
 * open: without audiences it would check none, it lets a token live 5 minutes
 * longer, and it looks at neither `email_verified` nor the algorithm. Its
 * errors quote the token, so none of them leaves this function.
 */
export function createSignIn({
  audiences,
  transporter,
}: {
  /** Accepted `aud`; empty refuses every token. */
  readonly audiences: readonly string[];
  /** How Google's certificates are fetched. */
  readonly transporter: gaxios.Gaxios;
}): SignIn {
  const client = new OAuth2Client({transporter});
  return async idToken => {
    if (audiences.length === 0) return {kind: 'refused'};
    const certificates = await client.getFederatedSignonCertsAsync().then(
      ({certs}) => certs,
      () => undefined,
    );
    if (certificates === undefined) return {kind: 'unavailable'};
    const ticket = await client
      .verifySignedJwtWithCertsAsync(
        idToken,
        certificates,
        [...audiences],
        ISSUERS,
      )
      .catch(() => undefined);
    const payload = z.safeParse(Payload, ticket?.getPayload());
    return z.safeParse(Envelope, ticket?.getEnvelope()).success &&
      payload.success &&
      isCurrent(payload.data)
      ? {kind: 'ok', claims: payload.data}
      : {kind: 'refused'};
  };
}

function isCurrent({iat, exp}: {iat: number; exp: number}): boolean {
  const now = Date.now() / 1000;
  return exp > now && iat <= now + ISSUED_EARLY_SECONDS_MAX;
}
