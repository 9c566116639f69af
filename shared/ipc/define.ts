import type { z } from 'zod';

export interface RequestDefinition<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly input: I;
  readonly output: O;
}

export interface ContractDefinition {
  readonly requests: Record<string, RequestDefinition>;
  readonly events: Record<string, z.ZodType>;
}

export function request<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): RequestDefinition<I, O> {
  return { input, output };
}

export function defineContract<C extends ContractDefinition>(contract: C): C {
  return contract;
}

export type RequestName<C extends ContractDefinition> = keyof C['requests'] & string;
export type EventName<C extends ContractDefinition> = keyof C['events'] & string;
/** What the caller passes (defaults may be left out). */
export type RequestInput<C extends ContractDefinition, N extends RequestName<C>> = z.input<C['requests'][N]['input']>;
/** What the handler receives (parsed, defaults filled in). */
export type ParsedInput<C extends ContractDefinition, N extends RequestName<C>> = z.output<C['requests'][N]['input']>;
export type RequestOutput<C extends ContractDefinition, N extends RequestName<C>> = z.output<
  C['requests'][N]['output']
>;
export type EventPayload<C extends ContractDefinition, N extends EventName<C>> = z.output<C['events'][N]>;
