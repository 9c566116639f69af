/** What a task may be done with. Text is typed with either: a name has to come from somewhere. */
export type Hands = 'mouse' | 'keyboard';

/** Something that a person does in one go. */
export interface Action {
  readonly kind: 'click' | 'right click' | 'double click' | 'drag' | 'text' | 'key';
  /** What was clicked, dragged or typed. */
  readonly what: string;
}
