import { RemoteError } from '../model/remote-error.ts';
import {
  contract,
  type EventName,
  type EventPayload,
  type ParsedInput,
  type RequestName,
  type RequestOutput,
} from './contract.ts';
import { errorData, fail, type Result, succeed } from './result.ts';

/** The window that asks. Events emitted to it reach no other window. */
export interface Caller {
  readonly id: string;
  emit<N extends EventName>(event: N, payload: EventPayload<N>): void;
}

export type Handlers = {
  [N in RequestName]: (input: ParsedInput<N>, caller: Caller) => RequestOutput<N> | Promise<RequestOutput<N>>;
};

/** Serves one request: refuses unknown names and malformed input, returns what the handler throws as data. Never rejects. */
export type Dispatch = (name: unknown, input: unknown, caller: Caller) => Promise<Result<unknown>>;

/** @param onUnexpected told of errors that are Portside's own mistakes, for the log. */
export function createDispatch(handlers: Handlers, onUnexpected: (name: string, error: unknown) => void): Dispatch {
  return async (name, input, caller) => {
    if (typeof name !== 'string' || !Object.hasOwn(contract.requests, name)) {
      return fail(new RemoteError('invalid-request', 'Portside does not know this request.').data);
    }
    const known = name as RequestName;
    const parsed = contract.requests[known].input.safeParse(input);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const where = issue?.path.length ? ` (${issue.path.join('.')})` : '';
      return fail(
        new RemoteError('invalid-request', `The request ${known} is malformed${where}: ${issue?.message ?? 'invalid'}.`)
          .data,
      );
    }
    try {
      const handler = handlers[known] as (input: unknown, caller: Caller) => unknown;
      return succeed(await handler(parsed.data, caller));
    } catch (error) {
      if (!(error instanceof RemoteError)) onUnexpected(known, error);
      return fail(errorData(error));
    }
  };
}
