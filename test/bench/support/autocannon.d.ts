/** What the benchmarks use of autocannon 9, which brings no types. */
declare module 'autocannon' {
  interface Request {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    /** Called before each time it is sent. */
    readonly setupRequest?: (request: Request) => Request;
  }

  interface Client {
    setRequests(requests: readonly Request[]): void;
  }

  interface Result {
    /** Seconds. */
    readonly duration: number;
    readonly non2xx: number;
    readonly errors: number;
    readonly timeouts: number;
  }

  interface Instance extends PromiseLike<Result> {
    on(
      event: 'response',
      listener: (
        client: Client,
        statusCode: number,
        bytes: number,
        milliseconds: number,
      ) => void,
    ): void;
  }

  export default function autocannon(options: {
    readonly url: string;
    readonly connections: number;
    /** Seconds. */
    readonly duration: number;
    readonly setupClient: (client: Client) => void;
  }): Instance;
}
