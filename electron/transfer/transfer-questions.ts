import { baseName } from '../../shared/model/remote-path.ts';
import type { Conflict, ConflictAnswer } from '../../shared/model/transfer.ts';
import type { FileSystems } from '../remote/file-systems.ts';
import type { ExistingTarget } from './carrier.ts';
import { decideConflict } from './conflict-policy.ts';
import { describeConflict, freeName, otherName, ruleOf } from './conflict-question.ts';
import { mergeCalls } from './merge-calls.ts';
import { isFinished, type Job } from './transfer-job.ts';
import type { TransferLedger } from './transfer-ledger.ts';
import { OpenQuestions } from './transfer-teller.ts';

const TOLD_EVERY_MS = 100;
/** Questions that windows are told of; the next come when these are answered. */
const MOST_TOLD = 20;
const LOOK_MS = 10_000;

export interface TransferQuestionsOptions {
  readonly ledger: TransferLedger;
  readonly fileSystems: FileSystems;
  readonly onConflicts: (conflicts: Conflict[], waiting: number) => void;
  readonly onRuleChosen: (rule: ConflictAnswer['action']) => void;
}

/** What only the user can say about targets: asked, told to the windows, and answered for one item or for more. */
export class TransferQuestions {
  readonly #options: TransferQuestionsOptions;
  readonly #ledger: TransferLedger;
  readonly #questions = new OpenQuestions();
  /** For so many a name is being looked for. */
  #looking = 0;
  /** Tells the windows what is asked now. */
  readonly tell: () => void;

  constructor(options: TransferQuestionsOptions) {
    this.#options = options;
    this.#ledger = options.ledger;
    this.tell = mergeCalls(() => {
      const { conflicts, waiting } = this.snapshot();
      options.onConflicts(conflicts, waiting);
    }, TOLD_EVERY_MS);
  }

  snapshot(): { conflicts: Conflict[]; waiting: number } {
    return { conflicts: this.#questions.first(MOST_TOLD), waiting: this.#questions.size };
  }

  /** Nobody needs an answer any more. */
  settle(job: Job): void {
    this.#questions.delete(job);
  }

  /** Answers a question, for this item or for more; what was asked for goes back into the queue. */
  answer(job: Job, answer: ConflictAnswer): void {
    if (!this.#questions.has(job)) return;
    for (const each of this.#spread(job, answer)) {
      this.settle(each);
      this.#ledger.change(each.number, {
        state: 'queued',
        // A name is for one file; the others get their own.
        answer: each === job && answer.scope === 'file' ? answer : null,
      });
    }
    this.tell();
  }

  /** Notes for which conflicts an answer holds. @returns the questions that it answers. */
  #spread(job: Job, answer: ConflictAnswer): Job[] {
    const { scope, action } = answer;
    const open = this.#questions.jobs();
    if (scope === 'file') return [job];
    const { batch, parent } = job;
    // What was selected by itself has no folder of its own: its batch is one.
    if (scope === 'folder' && parent) {
      this.#ledger.change(parent.number, { rule: action });
      return open.filter((other) => isBelow(other, parent));
    }
    this.#ledger.record({
      t: 'batch',
      batch: batch.number,
      rule: action,
      ...(batch.filter && { filter: batch.filter }),
    });
    if (scope !== 'always') return open.filter((other) => other.batch === batch);
    this.#options.onRuleChosen(action);
    for (const other of new Set(open.map((each) => each.batch))) {
      if (other.rule === 'ask') {
        this.#ledger.record({
          t: 'batch',
          batch: other.number,
          rule: action,
          ...(other.filter && { filter: other.filter }),
        });
      }
    }
    return open.filter((other) => ruleOf(other) !== 'ask');
  }

  /** Puts the question of a target that exists, unless it has been answered meanwhile. */
  async ask(job: Job, existing: ExistingTarget): Promise<void> {
    const targetName = baseName(existing.targetPath);
    // A name that was chosen and is taken too: the next answer is about that one.
    const renamed = targetName === baseName(job.target.path) ? {} : { targetName };
    if (job.answer) this.#ledger.change(job.number, { answer: null, ...renamed });
    const suggestedName = await this.#suggestName(job, existing);
    if (isFinished(job) || job.state === 'paused') return;
    const { source, target } = existing;
    if (decideConflict(ruleOf(job), { source, target, clashes: job.clashes }) !== 'ask') {
      // The user has answered for all while the question was being put together.
      this.#ledger.change(job.number, { state: 'queued' });
      return;
    }
    this.put(job, describeConflict(job, existing, suggestedName));
  }

  /** Looked for on the session that the user browses with, so for no more than the questions that can be seen. */
  async #suggestName(job: Job, existing: ExistingTarget): Promise<string> {
    if (this.#questions.size + this.#looking >= MOST_TOLD) return otherName(existing);
    this.#looking++;
    try {
      return await freeName(job, existing, this.#options.fileSystems, AbortSignal.timeout(LOOK_MS));
    } catch {
      // No reason not to ask: a slow server, or a line that broke, fails no transfer that only waits for an answer.
      return otherName(existing);
    } finally {
      this.#looking--;
    }
  }

  /** Puts a question; the item waits for its answer. */
  put(job: Job, conflict: Conflict): void {
    this.#ledger.book.change(job, { state: 'asking' });
    this.#questions.put(job, conflict);
    this.tell();
  }
}

function isBelow(job: Job, folder: Job): boolean {
  for (let each = job.parent; each; each = each.parent) if (each === folder) return true;
  return false;
}
