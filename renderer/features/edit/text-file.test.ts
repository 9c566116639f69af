import { beforeEach, describe, expect, test } from 'vitest';
import type { RequestInput, RequestOutput } from '../../../shared/ipc/contract.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { createClient } from '../../client/client.ts';
import { FakeTransport } from '../../client/fake-transport.ts';
import { TextFile } from './text-file.ts';

type Saved = RequestOutput<'edit.save'>;

const place = { fs: 'server', path: '/notes.txt' };
const version = { size: 5, modifiedAt: 1 };
const read = { text: 'first', encoding: 'utf-8', lineEnds: 'lf', version } as const;
const kept = { id: '0000000000001-0123456789abcdef', keptAt: 1, size: 5 };

/** What is in the editor, as the view tells it. */
class TypedText {
  text = 'first';
  saved = 'first';
  readonly replace = (text: string) => {
    this.text = text;
  };
  readonly isSaved = () => this.text === this.saved;
  readonly snapshot = () => {
    const { text } = this;
    return {
      text,
      markSaved: () => {
        this.saved = text;
      },
    };
  };
}

describe('a text file in the editor', () => {
  let transport: FakeTransport;
  let typed: TypedText;
  let file: TextFile;
  /** Saves that are on their way, oldest first. */
  let onTheirWay: ((saved: Saved) => void)[];
  const savedTexts = () => transport.inputs('edit.save').map(({ text }) => text);
  const arrive = (size: number) => onTheirWay.shift()?.({ result: 'saved', version: { size } });

  beforeEach(async () => {
    onTheirWay = [];
    transport = new FakeTransport({
      'edit.read': () => read,
      'edit.save': () => new Promise<Saved>((resolve) => void onTheirWay.push(resolve)),
    });
    typed = new TypedText();
    const reconnect = () => Promise.resolve();
    file = new TextFile({ client: createClient(transport), place, buffer: () => typed, reconnect });
    file.open();
    await expect.poll(() => file.store.getState().read).toBeDefined();
  });

  test('is not taken for saved where what was typed was taken back while it was on its way', async () => {
    typed.text = 'first, and more';
    const saving = file.save();
    await expect.poll(() => onTheirWay).toHaveLength(1);
    typed.text = 'first';
    arrive(15);
    expect(await saving).toBe(true);
    expect(typed.isSaved()).toBe(false);
    expect(typed.saved).toBe('first, and more');
  });

  test('saved again while a save is on its way has what was typed meanwhile saved after it', async () => {
    typed.text = 'one';
    const first = file.save();
    await expect.poll(savedTexts).toEqual(['one']);
    typed.text = 'one two';
    const second = file.save();
    const third = file.save();
    expect(savedTexts()).toEqual(['one']);
    arrive(3);
    expect(await first).toBe(true);
    await expect.poll(savedTexts).toEqual(['one', 'one two']);
    // It follows from what the one before has put there: nobody is asked about a change of one's own.
    expect(transport.inputs('edit.save').map(({ expected }) => expected?.size)).toEqual([5, 3]);
    arrive(7);
    expect(await Promise.all([second, third])).toEqual([true, true]);
    expect(typed.isSaved()).toBe(true);
    expect(file.store.getState().saving).toBe(false);
  });

  test('saved again without another letter is saved once', async () => {
    typed.text = 'one';
    const saves = [file.save(), file.save()];
    await expect.poll(() => onTheirWay).toHaveLength(1);
    arrive(3);
    expect(await Promise.all(saves)).toEqual([true, true]);
    expect(savedTexts()).toEqual(['one']);
  });

  test('that could not be saved is not tried again by the save that waited for it', async () => {
    transport.answers['edit.save'] = () => {
      throw new RemoteError('disconnected', 'The line is down.');
    };
    typed.text = 'one';
    expect(await Promise.all([file.save(), file.save()])).toEqual([false, false]);
    expect(savedTexts()).toEqual(['one']);
    expect(file.store.getState().problem).toMatchObject({ during: 'save', error: { message: 'The line is down.' } });
  });

  test('is read again in the character set that was chosen for it, and its earlier versions too', async () => {
    transport.answers['edit.read'] = () => ({ ...read, encoding: 'shift_jis' });
    await file.readAgain('shift_jis');
    await file.readAgain();
    const asked = transport.inputs('edit.read').map(({ encoding, likely }) => ({ encoding, likely }));
    expect(asked.slice(1)).toEqual([
      { encoding: 'shift_jis', likely: undefined },
      { encoding: undefined, likely: 'shift_jis' },
    ]);
    transport.answers['edit.readVersion'] = () => ({ text: 'old', encoding: 'shift_jis', lineEnds: 'crlf' });
    await file.restore(kept);
    expect(transport.inputs('edit.readVersion')).toMatchObject([{ likely: 'shift_jis' }]);
  });

  test('gets back the character set and line ends of an earlier version along with its text', async () => {
    transport.answers['edit.readVersion'] = () => ({ text: 'old', encoding: 'windows-1252', lineEnds: 'crlf' });
    await file.restore(kept);
    expect(typed.text).toBe('old');
    expect(file.store.getState()).toMatchObject({ restored: kept, format: { lineEnds: 'crlf' } });
    const saving = file.save();
    await expect.poll(() => onTheirWay).toHaveLength(1);
    const order: Partial<RequestInput<'edit.save'>> = { text: 'old', encoding: 'windows-1252', lineEnds: 'crlf' };
    expect(transport.inputs('edit.save')).toMatchObject([order]);
    arrive(3);
    await saving;
    expect(file.store.getState().restored).toBeUndefined();
  });

  test('that cannot be read again is not said to be unsaved', async () => {
    transport.answers['edit.read'] = () => {
      throw new RemoteError('unsupported', 'Not written in that character set.');
    };
    await file.readAgain('utf-8');
    expect(file.store.getState().problem?.during).toBe('read');
    expect(typed.text).toBe('first');
  });
});
