import { expect, test, vi } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { ReverseNames } from './reverse-names.ts';

test('a name is there once it was found, asked for once an hour, and its lack is kept too', async () => {
  let now = 0;
  const asked: string[] = [];
  const lookUp = async (address: string) => {
    asked.push(address);
    if (address === '192.0.2.2') throw new Error('ENOTFOUND');
    return [`host-${address}.example`];
  };
  const names = new ReverseNames({ lookUp, now: () => now });
  expect(names.of('192.0.2.1')).toBeUndefined();
  names.of('192.0.2.2');
  await eventually(() => expect(names.of('192.0.2.1')).toBe('host-192.0.2.1.example'));
  expect(names.of('192.0.2.2')).toBeUndefined();
  expect(asked).toEqual(['192.0.2.1', '192.0.2.2']);
  now = 2 * 3_600_000;
  expect(names.of('192.0.2.1')).toBe('host-192.0.2.1.example');
  await eventually(() => expect(asked).toHaveLength(3));
});

test('a thousand addresses are looked up a few at a time', async () => {
  let running = 0;
  let most = 0;
  const names = new ReverseNames({
    lookUp: async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return ['x.example'];
    },
  });
  const addresses = Array.from({ length: 100 }, (_, index) => `192.0.2.${index}`);
  for (const address of addresses) names.of(address);
  await eventually(() => expect(addresses.map((address) => names.of(address))).not.toContain(undefined));
  expect(most).toBeLessThanOrEqual(4);
});

test('a loopback address is never looked up', () => {
  const lookUp = vi.fn(async () => ['this-machine.example']);
  const names = new ReverseNames({ lookUp });
  for (const address of ['127.0.0.1', '127.0.0.22', '::1']) expect(names.of(address)).toBeUndefined();
  expect(lookUp).not.toHaveBeenCalled();
});
