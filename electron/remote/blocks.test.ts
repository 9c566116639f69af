import { expect, it } from 'vitest';
import { BLOCK_BYTES, giveBack, takeBlock } from './blocks.ts';

it('lends a block that was given back again, however its bytes were cut', () => {
  const block = takeBlock();
  expect(block).toHaveLength(BLOCK_BYTES);
  giveBack(block.subarray(10, 20));
  expect(takeBlock().buffer).toBe(block.buffer);
});

it('never lends a block to two', () => {
  const block = takeBlock();
  giveBack(block);
  giveBack(block);
  expect(takeBlock().buffer).toBe(block.buffer);
  expect(takeBlock().buffer).not.toBe(block.buffer);
});

it('leaves bytes alone that lie in no block', () => {
  const own = Buffer.alloc(BLOCK_BYTES);
  giveBack(own);
  giveBack(Buffer.from('few'));
  expect(takeBlock().buffer).not.toBe(own.buffer);
});

it.each([BLOCK_BYTES, 255 * 1024, 31_952])('lends memory for %d bytes again', (length) => {
  const block = takeBlock(length);
  expect(block).toHaveLength(length);
  giveBack(block);
  expect(takeBlock(length).buffer).toBe(block.buffer);
});

it('keeps no large block for few bytes', () => {
  const few = takeBlock(4096);
  expect(few).toHaveLength(4096);
  expect(few.buffer.byteLength).toBe(4096);
});
