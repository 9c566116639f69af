import type { EventName, EventPayload, RequestInput, RequestName, RequestOutput } from '../../shared/ipc/contract.ts';
import { type Result, unwrap } from '../../shared/ipc/result.ts';
import type { Transport, Unsubscribe } from '../../shared/ipc/transport.ts';

type InputOf<N extends RequestName> = undefined extends RequestInput<N> ? [] : [input: RequestInput<N>];

/** The contract, typed. */
export interface Client {
  /** Throws a `RemoteError` where the main process answers with one. */
  request<N extends RequestName>(name: N, ...input: InputOf<N>): Promise<RequestOutput<N>>;
  on<N extends EventName>(event: N, listener: (payload: EventPayload<N>) => void): Unsubscribe;
}

export function createClient(transport: Transport): Client {
  return {
    async request(name, ...input) {
      return unwrap((await transport.request(name, input[0])) as Result<RequestOutput<typeof name>>);
    },
    on(event, listener) {
      return transport.on(event, (payload) => listener(payload as EventPayload<typeof event>));
    },
  };
}
