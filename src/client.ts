/** The service's answers, parsed with the contract's schemas. */
import type * as z from 'zod/mini';
import {LabelList} from '../server/contract/label.ts';
import type {Fault} from './language.ts';
import type {Ports, Reply} from './ports.ts';

export type Answer<T> =
  | {readonly kind: 'ok'; readonly value: T}
  | {readonly kind: 'fault'; readonly fault: Fault};

/** A page of the labels that the caller sees. */
export function listLabels(ports: Ports): Answer<LabelList> {
  return read(ports.http({method: 'GET', path: '/v1/labels'}), LabelList);
}

/** What an answer says by the contract's schema, or why it says nothing. */
export function read<Schema extends z.ZodMiniType>(
  reply: Reply,
  schema: Schema,
): Answer<z.output<Schema>> {
  switch (reply.kind) {
    case 'notSetUp':
      return {kind: 'fault', fault: 'NOT_SET_UP'};
    case 'noIdentity':
      return {kind: 'fault', fault: 'CONSENT'};
    case 'unreachable':
    case 'outOfTime':
      return {kind: 'fault', fault: 'UNREACHABLE'};
    case 'answered': {
      if (reply.status !== OK) {
        return {kind: 'fault', fault: FAULTS[reply.status] ?? 'BROKEN'};
      }
      const parsed = schema.safeParse(reply.body);
      return parsed.success
        ? {kind: 'ok', value: parsed.data}
        : {kind: 'fault', fault: 'BROKEN'};
    }
  }
}

const OK = 200;

/** `server/contract/status.ts` has these codes. */
const FAULTS: Readonly<Record<number, Fault>> = {
  400: 'REFUSED',
  401: 'SIGN_IN',
  403: 'NOT_ALLOWED',
  404: 'NOT_FOUND',
  409: 'CHANGED',
  429: 'BUSY',
  503: 'UNREACHABLE',
};
