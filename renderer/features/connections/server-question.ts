import { visibleText } from '../../ui/visible-name.ts';

/** A question in the server's own words. */
interface ServerQuestion {
  /** What it says before it asks; may be of several lines, or empty. */
  readonly introduction: string;
  /** What is wanted; empty where the server does not say. */
  readonly label: string;
}

/** Takes a question of keyboard-interactive apart: its last line names what is wanted (RFC 4256 §3.2). */
export function readServerQuestion(text: string): ServerQuestion {
  const lines = visibleText(text).trimEnd().split('\n');
  const label = (lines.pop() ?? '').replace(/\s*:$/, '').trim();
  return { introduction: lines.join('\n').trim(), label };
}
