import type {AddressInfo} from 'node:net';
import {SMTPServer} from 'smtp-server';

/** A mail as it came over the wire. */
export interface ReceivedMail {
  /** Of the envelope. */
  readonly from: string;
  readonly to: readonly string[];
  /** By name in lower case, decoded. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The reply code with which the server refuses; undefined takes it. */
export interface Refusals {
  readonly recipient?: (address: string) => number | undefined;
  /** After the mail came: it is not kept then. */
  readonly data?: () => number | undefined;
}

/** A real SMTP server on a port of its own, and what came in. */
export interface SmtpInbox {
  readonly host: string;
  readonly port: number;
  readonly mails: ReceivedMail[];
  refusals: Refusals;
  close(): Promise<void>;
}

export async function openSmtpInbox(port = 0): Promise<SmtpInbox> {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: ({address}, _session, done) =>
      done(refusal(inbox.refusals.recipient?.(address))),
    onData: (stream, {envelope}, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const error = refusal(inbox.refusals.data?.());
        if (error === null) {
          mails.push({
            from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
            to: envelope.rcptTo.map(({address}) => address),
            ...parseMail(Buffer.concat(chunks).toString('utf8')),
          });
        }
        done(error);
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>(listening =>
    server.listen(port, '127.0.0.1', listening),
  );
  const address = server.server.address() as AddressInfo;
  const inbox: SmtpInbox = {
    host: '127.0.0.1',
    port: address.port,
    mails,
    refusals: {},
    close: () => new Promise(closed => server.close(() => closed())),
  };
  return inbox;
}

function refusal(replyCode: number | undefined): Error | null {
  if (replyCode === undefined) return null;
  return Object.assign(new Error('Not now'), {responseCode: replyCode});
}

function parseMail(raw: string): Pick<ReceivedMail, 'headers' | 'text'> {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = Object.fromEntries(
    lines.map(line => {
      const colon = line.indexOf(':');
      const value = line.slice(colon + 1).trim();
      return [line.slice(0, colon).toLowerCase(), decodeWords(value)];
    }),
  );
  const body = raw.slice(end + 4);
  const encoding = headers['content-transfer-encoding'];
  return {headers, text: decodeBody(body, encoding).replaceAll('\r\n', '\n')};
}

/** RFC 2047. */
function decodeWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/(?:=\?utf-8\?[bq]\?[^?]*\?=)+/gi, words => {
      const parts = [...words.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi)];
      const bytes = parts.map(([, encoding = '', text = '']) =>
        encoding.toLowerCase() === 'b'
          ? Buffer.from(text, 'base64')
          : unquote(text.replaceAll('_', ' ')),
      );
      return Buffer.concat(bytes).toString('utf8');
    });
}

function decodeBody(body: string, encoding: string | undefined): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  return encoding === 'quoted-printable'
    ? unquote(body.replace(/=\r\n/g, '')).toString()
    : body;
}

function unquote(text: string): Buffer {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1');
}
