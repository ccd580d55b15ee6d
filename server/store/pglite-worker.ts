import {parentPort, workerData} from 'node:worker_threads';
import {
  EngineStoppedError,
  StatementError,
  type Engine,
  type EngineOptions,
  type StatementFault,
  type StatementResult,
} from './engine.ts';
import {openEngine} from './pglite-engine.ts';

/**
 * The thread in which PGlite runs: on the service's own thread every statement
 * would stop HTTP and timers for as long as it takes.
 */

export type Call =
  | {
      readonly kind: 'query';
      readonly statement: string;
      readonly parameters: readonly (string | null)[];
    }
  | {readonly kind: 'listen'; readonly channel: string}
  | {readonly kind: 'dump'; readonly compression: 'gzip' | 'none'}
  | {readonly kind: 'close'};

export type Answer =
  | {readonly kind: 'result'; readonly result: StatementResult}
  | {readonly kind: 'dumped'; readonly tar: Uint8Array}
  | {readonly kind: 'done'}
  | {readonly kind: 'refused'; readonly fault: StatementFault}
  /** PostgreSQL itself broke down: nothing more will come from this thread. */
  | {readonly kind: 'broken'; readonly reason: string};

export interface Request {
  readonly id: number;
  readonly call: Call;
}

export type Message =
  | {readonly kind: 'open'}
  | {readonly kind: 'signal'; readonly channel: string}
  | {readonly kind: 'answer'; readonly id: number; readonly answer: Answer};

const port = parentPort;
if (port !== null) {
  const options: EngineOptions = workerData;
  const send = (message: Message) => port.postMessage(message);
  const engine = await openEngine(options, channel =>
    send({kind: 'signal', channel}),
  );
  port.on('message', ({id, call}: Request) => {
    void perform(engine, call).then(answer => {
      send({kind: 'answer', id, answer});
      if (call.kind === 'close') port.close();
    });
  });
  send({kind: 'open'});
}

async function perform(engine: Engine, call: Call): Promise<Answer> {
  try {
    switch (call.kind) {
      case 'query':
        return {
          kind: 'result',
          result: await engine.query(call.statement, call.parameters),
        };
      case 'listen':
        await engine.listen(call.channel);
        return {kind: 'done'};
      case 'dump':
        return {kind: 'dumped', tar: await engine.dump(call.compression)};
      case 'close':
        await engine.close();
        return {kind: 'done'};
    }
  } catch (error) {
    if (error instanceof StatementError) {
      return {kind: 'refused', fault: faultOf(error)};
    }
    const cause = error instanceof EngineStoppedError ? error.cause : error;
    return {
      kind: 'broken',
      reason: cause instanceof Error ? cause.message : String(cause),
    };
  }
}

/** What a structured clone of an error would leave out. */
function faultOf(error: StatementError): StatementFault {
  const {message, code, detail, hint, where} = error;
  const {schema, table, column, constraint} = error;
  return {
    ...{message, code, detail, hint, where},
    ...{schema, table, column, constraint},
  };
}
