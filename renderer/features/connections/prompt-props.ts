import type { PromptAnswer } from '../../../shared/model/prompt.ts';

/** What a prompt's dialog may answer. */
export interface PromptProps<Q> {
  readonly question: Q;
  readonly onAnswer: (answer: PromptAnswer) => void;
}
