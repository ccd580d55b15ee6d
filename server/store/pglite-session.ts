import {protocol, type PGlite} from '@electric-sql/pglite';
import {StatementError, type StatementResult} from './engine.ts';

const {serialize} = protocol;

/** Beyond these the one unused for longest goes: texts differ by the length of their lists. */
const STATEMENTS_MAX = 300;

/**
 * A plan is for tables of the size it met, and PostgreSQL makes a new one only
 * after ANALYZE: one made for a small table would read the large one whole.
 */
const CHANGED_ROWS_PER_PLAN = 1_000;

const COUNTED = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/** After these a prepared statement may no longer answer with the columns it had. */
const DEFINING = new Set(['ALTER', 'CREATE', 'DROP']);

/**
 * The session of a PGlite: each statement is parsed once, and goes with its
 * parameters in one message of the extended protocol. PGlite's own `query`
 * sends six and parses each time, which takes three to eight times as long.
 * https://www.postgresql.org/docs/17/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY
 */
export class Session {
  readonly #pglite: PGlite;
  readonly #onSignal: (channel: string) => void;
  /** Names by text, the one used last at the end. */
  readonly #prepared = new Map<string, string>();
  #lastName = 0;
  #changedRows = 0;

  constructor(pglite: PGlite, onSignal: (channel: string) => void) {
    this.#pglite = pglite;
    this.#onSignal = onSignal;
  }

  /** Throws `StatementError`; anything else means that PostgreSQL broke down. */
  async query(
    text: string,
    parameters: readonly (string | null)[],
  ): Promise<StatementResult> {
    const known = this.#prepared.get(text);
    const name = known ?? `s${++this.#lastName}`;
    const answer = await this.#send([
      ...(known === undefined ? [serialize.parse({name, text})] : []),
      serialize.bind({statement: name, values: [...parameters]}),
      serialize.describe({type: 'P'}),
      serialize.execute(),
    ]);
    if (known !== undefined || answer.isParsed) await this.#keep(text, name);
    if (answer.fault !== undefined) throw answer.fault;
    await this.#settle(answer.result);
    return answer.result;
  }

  async #keep(text: string, name: string): Promise<void> {
    this.#prepared.delete(text);
    this.#prepared.set(text, name);
    if (this.#prepared.size <= STATEMENTS_MAX) return;
    const [oldest] = this.#prepared;
    if (oldest === undefined) return;
    this.#prepared.delete(oldest[0]);
    await this.#send([serialize.close({type: 'S', name: oldest[1]})]);
  }

  async #settle({command, affectedRows}: StatementResult): Promise<void> {
    if (DEFINING.has(command)) {
      const names = [...this.#prepared.values()];
      this.#prepared.clear();
      await this.#send(names.map(name => serialize.close({type: 'S', name})));
    }
    if (!COUNTED.has(command)) return;
    this.#changedRows += affectedRows;
    if (this.#changedRows < CHANGED_ROWS_PER_PLAN) return;
    this.#changedRows = 0;
    await this.#send([
      serialize.parse({text: 'discard plans'}),
      serialize.bind({}),
      serialize.execute(),
    ]);
  }

  /**
   * As a stream: `execProtocolRawSync` parses every answer as well, and keeps it for
   * an `execProtocol` that never comes.
   */
  async #send(messages: readonly Uint8Array[]): Promise<Answer> {
    const answer = new Answer();
    const parser = new protocol.Parser();
    await this.#pglite.execProtocolRawStream(
      Buffer.concat([...messages, serialize.sync()]),
      {
        syncToFs: false,
        onRawData: bytes =>
          parser.parse(bytes.slice(), message => {
            const {NotificationResponseMessage} = protocol.messages;
            if (message instanceof NotificationResponseMessage) {
              this.#onSignal(message.channel);
            } else answer.take(message);
          }),
      },
    );
    // Thrown among the messages, PGlite would take it for an error of its own and go on.
    if (answer.breakdown !== undefined) throw answer.breakdown;
    return answer;
  }
}

/** After these PostgreSQL is over. */
const FINAL_SEVERITIES = new Set(['FATAL', 'PANIC']);

type Message = Parameters<
  Parameters<InstanceType<typeof protocol.Parser>['parse']>[1]
>[0];

/** What came back until the session was ready again. */
class Answer {
  isParsed = false;
  fault: StatementError | undefined;
  /** What PostgreSQL said last. */
  breakdown: Error | undefined;
  #command = '';
  #affectedRows = 0;
  #columns: StatementResult['columns'] = [];
  readonly #rows: (string | null)[][] = [];

  get result(): StatementResult {
    return {
      command: this.#command,
      affectedRows: this.#affectedRows,
      columns: this.#columns,
      rows: this.#rows,
    };
  }

  take(message: Message): void {
    if (message instanceof protocol.messages.DataRowMessage) {
      this.#rows.push(message.fields);
    } else if (message instanceof protocol.messages.RowDescriptionMessage) {
      this.#columns = message.fields.map(({name, dataTypeID}) => ({
        name,
        typeId: dataTypeID,
      }));
    } else if (message instanceof protocol.messages.CommandCompleteMessage) {
      const words = message.text.split(' ');
      this.#command = words[0] ?? '';
      this.#affectedRows = Number(words.at(-1)) || 0;
    } else if (message instanceof protocol.messages.DatabaseError) {
      if (FINAL_SEVERITIES.has(message.severity ?? '')) {
        this.breakdown = message;
      }
      this.fault = new StatementError({
        ...message,
        message: message.message,
        code: message.code ?? '',
      });
    } else if (message.name === 'parseComplete') {
      this.isParsed = true;
    }
  }
}
