import {createTransport} from 'nodemailer';

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte on; else STARTTLS where the server has it. */
  readonly secure: boolean;
  readonly auth: {readonly user: string; readonly pass: string} | undefined;
  /** On this machine. */
  readonly isLocal: boolean;
}

export interface MailSettings {
  readonly smtp: SmtpServer;
  /** An address, or a name with one in angle brackets. */
  readonly from: string;
}

export interface OutgoingMail {
  /** Of this mail whenever it is sent; what goes into its Message-ID. */
  readonly id: string;
  /** An address. */
  readonly to: string;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

/** What became of one attempt to send. */
export type SendOutcome =
  | {readonly kind: 'sent'}
  /** The server took the connection but not this mail, with its reply code. */
  | {
      readonly kind: 'refused';
      readonly replyCode: number;
      readonly isForGood: boolean;
    }
  /** Nothing can be sent now; the mail may have arrived. `code`: as Nodemailer names it. */
  | {readonly kind: 'unreachable'; readonly code: string};

export interface Mailer {
  send(mail: OutgoingMail): Promise<SendOutcome>;
}

/** Shorter than a lane's lease, all of them together. */
const CONNECT_MS = 10_000;
const GREETING_MS = 10_000;
const SILENCE_MS = 20_000;

/** Mail through one SMTP server, a connection for each. */
export function createMailer({smtp, from}: MailSettings): Mailer {
  const {host, port, secure, auth, isLocal} = smtp;
  const transport = createTransport({
    ...{host, port, secure},
    ...(auth !== undefined && {auth}),
    // A password is never sent in the clear, but within the machine.
    requireTLS: !secure && !isLocal && auth !== undefined,
    // A server on this machine mostly has a certificate of its own making.
    ...(isLocal && {tls: {rejectUnauthorized: false}}),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: GREETING_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([^\s@>]+)>?$/.exec(from)?.[1] ?? 'localhost';
  return {
    async send({id, to, subject, text}) {
      try {
        await transport.sendMail({
          from,
          to: {name: '', address: to},
          ...{subject, text},
          messageId: `<${id}@${domain}>`,
          // RFC 3834, section 5: nobody's absence answers it.
          headers: {'Auto-Submitted': 'auto-generated'},
        });
        return {kind: 'sent'};
      } catch (error) {
        return classify(error);
      }
    },
  };
}

/** Commands that are about one mail; a refused sender concerns all. */
const OF_ONE_MAIL: ReadonlySet<unknown> = new Set(['RCPT TO', 'DATA']);
const OF_ONE_MAIL_CODES: ReadonlySet<unknown> = new Set([
  'EENVELOPE',
  'EMESSAGE',
]);
/** The server closes the connection (RFC 5321, section 3.8). */
const CLOSING = 421;

function classify(error: unknown): SendOutcome {
  const field = (name: string): unknown =>
    typeof error === 'object' && error !== null
      ? Reflect.get(error, name)
      : undefined;
  const code = field('code');
  const replyCode = field('responseCode');
  if (
    typeof replyCode === 'number' &&
    replyCode !== CLOSING &&
    OF_ONE_MAIL.has(field('command')) &&
    OF_ONE_MAIL_CODES.has(code)
  ) {
    return {kind: 'refused', replyCode, isForGood: replyCode >= 500};
  }
  return {
    kind: 'unreachable',
    code: typeof code === 'string' ? code : 'UNKNOWN',
  };
}
