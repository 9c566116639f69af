import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RequestInput, RequestOutput } from '../../../shared/ipc/contract.ts';
import type { Place } from '../../../shared/model/connection.ts';
import type { ExternalAnswer, ExternalEdit } from '../../../shared/model/edit.ts';
import { baseName } from '../../../shared/model/remote-path.ts';
import type { MessageId, MessageValues } from '../../app/messages.ts';
import type { Client } from '../../client/client.ts';
import type { Operation } from '../../client/operation.ts';
import type { NoticesStore } from '../notices/notices-store.ts';

/** A text that is in the editor now. */
export interface OpenText {
  readonly place: Place;
  /** Another one each time, also for the same file. */
  readonly key: string;
}

interface EditsState {
  /** At most one; it stays whatever dialog comes above it, so that no text is ever lost to another question. */
  readonly open: OpenText | undefined;
  readonly externals: readonly ExternalEdit[];
  /** Conflicts that the user does not want to be asked about now. */
  readonly postponed: ReadonlySet<string>;
}

export type EditsStore = StoreApi<EditsState>;

export interface EditsOptions {
  readonly client: Client;
  readonly notices: NoticesStore;
  readonly report: (message: MessageId, error: unknown, values?: MessageValues) => void;
}

/** What is edited in this window and in other programs. */
export class Edits {
  readonly store: EditsStore = createStore<EditsState>()(() => ({
    open: undefined,
    externals: [],
    postponed: new Set<string>(),
  }));
  readonly #options: EditsOptions;

  constructor(options: EditsOptions) {
    this.#options = options;
    options.client.on('edit.externals', ({ items }) => this.#receive(items));
  }

  /** Also says what an earlier run could not upload. */
  async resnapshot(): Promise<void> {
    const externals = await this.#options.client.request('edit.externals');
    const left = externals.filter(({ leftOver }) => leftOver).length;
    if (left > 0 && this.store.getState().externals.length === 0) {
      this.#options.notices.getState().succeed('notice.externalLeft', { count: left });
    }
    this.store.setState({ externals });
  }

  /** Opens a file in the built-in editor. */
  edit(place: Place): void {
    this.store.setState({ open: { place, key: crypto.randomUUID() } });
  }

  closeEditor(): void {
    this.store.setState({ open: undefined });
  }

  /** Desktop only: closing the window asks about this text. @returns what says that it is saved or given up. */
  holdsUnsaved(name: string): () => void {
    const { client, report } = this.#options;
    const tell = (unsaved: { name?: string }) => {
      const told = client.request('desktop.unsavedText', unsaved);
      told.catch((error: unknown) => report('edit.failed.unsaved', error, { name }));
    };
    tell({ name });
    return () => tell({});
  }

  async openExternally(place: Place): Promise<void> {
    const { client, notices, report } = this.#options;
    const name = baseName(place.path);
    try {
      const item = await client.request('edit.openExternal', { operationId: crypto.randomUUID(), place });
      if (item) notices.getState().succeed('notice.externalOpened', { name });
    } catch (error) {
      report('edit.failed.external', error, { name });
    }
  }

  answer(id: string, answer: ExternalAnswer): void {
    this.#ask(this.#options.client.request('edit.answerExternal', { id, answer }));
  }

  retry(id: string): void {
    this.#ask(this.#options.client.request('edit.retryExternal', { id }));
  }

  reopen(id: string): void {
    this.#ask(this.#options.client.request('edit.reopenExternal', { id }));
  }

  /** False where something was not uploaded and would be lost. */
  async close(id: string, unsent: 'keep' | 'discard'): Promise<boolean> {
    try {
      return (await this.#options.client.request('edit.closeExternal', { id, unsent })).result === 'closed';
    } catch (error) {
      this.#options.report('edit.failed.externals', error);
      return true;
    }
  }

  postpone(id: string): void {
    this.store.setState(({ postponed }) => ({ postponed: new Set([...postponed, id]) }));
  }

  /** Asks again about a conflict that was left for later. */
  decide(id: string): void {
    this.store.setState(({ postponed }) => ({ postponed: new Set([...postponed].filter((other) => other !== id)) }));
  }

  #ask(request: Promise<unknown>): void {
    request.catch((error: unknown) => this.#options.report('edit.failed.externals', error));
  }

  /** News that the user did not see happen: it was the other program that saved. */
  #receive(items: readonly ExternalEdit[]): void {
    const before = new Map(this.store.getState().externals.map((item) => [item.id, item]));
    for (const item of items) {
      const name = baseName(item.place.path);
      const old = before.get(item.id);
      if (item.uploadedAt !== undefined && item.uploadedAt !== old?.uploadedAt) {
        this.#options.notices.getState().succeed('notice.externalUploaded', { name });
      }
      if (item.state === 'failed' && old?.state === 'uploading' && item.error) {
        this.#options.notices.getState().fail('notice.externalFailed', item.error, { name });
      }
      // A new conflict is a new question.
      if (item.state === 'conflict' && old?.state !== 'conflict') this.decide(item.id);
    }
    this.store.setState({ externals: items });
  }
}

type Input<N extends 'edit.read' | 'edit.save' | 'edit.look'> = Omit<RequestInput<N>, 'operationId'>;

function start<T>(client: Client, request: (operationId: string) => Promise<T>): Operation<T> {
  const operationId = crypto.randomUUID();
  return {
    done: request(operationId),
    cancel() {
      // The operation's own promise tells how it ended; a refused cancel changes nothing.
      client.request('operations.cancel', { operationId }).catch(() => {});
    },
  };
}

export function readText(client: Client, input: Input<'edit.read'>): Operation<RequestOutput<'edit.read'>> {
  return start(client, (operationId) => client.request('edit.read', { operationId, ...input }));
}

export function saveText(client: Client, input: Input<'edit.save'>): Operation<RequestOutput<'edit.save'>> {
  return start(client, (operationId) => client.request('edit.save', { operationId, ...input }));
}

export function lookInto(client: Client, place: Place): Operation<RequestOutput<'edit.look'>> {
  return start(client, (operationId) => client.request('edit.look', { operationId, place }));
}
