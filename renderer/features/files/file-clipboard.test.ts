import { beforeEach, expect, test } from 'vitest';
import { LOCAL } from '../../../shared/model/connection.ts';
import { eventually } from '../../../test/eventually.ts';
import { isCommandEnabled } from '../../app/command-runner.ts';
import { Services } from '../../app/services.ts';
import { connection, fakeMainProcess } from '../../app/testing-window.ts';
import type { FakeTransport } from '../../client/fake-transport.ts';
import { selectOnly } from '../../file-grid/selection.ts';
import { cutNames, type FileClipboard } from './file-clipboard.ts';

/** What a clipboard event carries, as far as it is used. */
function clipboardData(): DataTransfer {
  const kept = new Map<string, string>();
  const data = {
    getData: (type: string) => kept.get(type) ?? '',
    setData: (type: string, text: string) => kept.set(type, text),
    get types() {
      return [...kept.keys()];
    },
  };
  return data as unknown as DataTransfer;
}

let transport: FakeTransport;
let services: Services;
let clipboard: FileClipboard;
let data: DataTransfer;

beforeEach(async () => {
  transport = fakeMainProcess({ open: [connection('one')], workspace: undefined });
  transport.answers['files.move'] = ({ places }) => ({ moved: places });
  transport.answers['files.duplicate'] = () => ({ made: [], transfers: [] });
  services = new Services(transport, 'en');
  await services.start();
  ({ clipboard } = services);
  data = clipboardData();
  await eventually(() => expect(services.activePane('left')?.getState().rows).toHaveLength(1));
  services.activePane('left')?.getState().setSelection(selectOnly('a'));
});

test('what is copied in one pane is pasted into the other, and other programs get its path', async () => {
  expect(clipboard.take('left', 'copy', data)).toBe(true);
  expect(data.getData('text/plain')).toBe('/home/ann/a');
  expect(clipboard.paste('right', data)).toBe(true);
  await eventually(() =>
    expect(transport.inputs('transfers.enqueue')).toMatchObject([
      { sources: [{ fs: LOCAL, path: '/home/ann/a' }], targetDirectory: { fs: 'one', path: '/www' } },
    ]),
  );
});

test('what is cut is moved, once', async () => {
  clipboard.take('left', 'cut', data);
  services.activePane('right')?.getState().open('/old');
  clipboard.paste('right', data);
  await eventually(() =>
    expect(transport.inputs('transfers.enqueue')).toMatchObject([{ options: { operation: 'move' } }]),
  );
  expect(clipboard.paste('right', data)).toBe(false);
});

test('pasted where it was copied it is duplicated; where it was cut nothing happens', async () => {
  clipboard.take('left', 'cut', data);
  expect(clipboard.paste('left', data)).toBe(true);
  clipboard.take('left', 'copy', data);
  expect(clipboard.paste('left', data)).toBe(true);
  await eventually(() => expect(transport.inputs('files.duplicate')).toHaveLength(1));
  expect(transport.inputs('files.move')).toEqual([]);
});

test('what another window or program has put there since is not taken for it', () => {
  clipboard.take('left', 'copy', data);
  const other = clipboardData();
  other.setData('text/plain', '/home/ann/a');
  expect(clipboard.paste('right', other)).toBe(false);
  expect(transport.inputs('transfers.enqueue')).toEqual([]);
});

test('rows are known as cut in their folder alone, until they are taken back, pasted, or something else is copied', async () => {
  const cut = (fs: string, path: string) => [...cutNames(clipboard.store.getState(), fs, path)];
  clipboard.take('left', 'cut', data);
  expect([cut(LOCAL, '/home/ann'), cut(LOCAL, '/home'), cut('one', '/home/ann')]).toEqual([['a'], [], []]);
  expect(clipboard.takeBack()).toBe(true);
  expect(clipboard.takeBack()).toBe(false);
  expect(cut(LOCAL, '/home/ann')).toEqual([]);
  expect(clipboard.paste('right', data)).toBe(false);

  clipboard.take('left', 'cut', data);
  clipboard.pasteTaken('right');
  expect(cut(LOCAL, '/home/ann')).toEqual([]);
  await eventually(() => expect(transport.inputs('transfers.enqueue')).toHaveLength(1));

  clipboard.take('left', 'cut', data);
  clipboard.take('left', 'copy', data);
  expect(cut(LOCAL, '/home/ann')).toEqual([]);
  clipboard.take('left', 'cut', data);
  expect(clipboard.paste('right', clipboardData())).toBe(false);
  expect(cut(LOCAL, '/home/ann')).toEqual([]);
});

test('there is nothing to paste until something was cut or copied', () => {
  expect(isCommandEnabled(services, 'clipboardPaste', 'right')).toBe(false);
  clipboard.take('left', 'copy', data);
  expect(isCommandEnabled(services, 'clipboardPaste', 'right')).toBe(true);
  clipboard.forget();
  expect(isCommandEnabled(services, 'clipboardPaste', 'right')).toBe(false);
});

test('nothing is taken where nothing is chosen', () => {
  services.activePane('left')?.getState().setSelection({ selected: new Set(), focused: undefined, anchor: undefined });
  expect(clipboard.take('left', 'copy', data)).toBe(false);
});
