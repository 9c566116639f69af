import { expect, it, vi } from 'vitest';
import { WindowEvents } from './window-events.ts';

it('every open window is told, and none that is gone', () => {
  const events = new WindowEvents();
  const one = { id: '1', emit: vi.fn() };
  const other = { id: '2', emit: vi.fn() };
  events.add(one);
  events.add(other);
  events.emit('prompts.changed', { prompts: [] });
  events.remove('1');
  events.remove('never there');
  events.emit('transcript.lines', { lines: [] });
  expect(one.emit.mock.calls).toEqual([['prompts.changed', { prompts: [] }]]);
  expect(other.emit.mock.calls).toEqual([
    ['prompts.changed', { prompts: [] }],
    ['transcript.lines', { lines: [] }],
  ]);
});
