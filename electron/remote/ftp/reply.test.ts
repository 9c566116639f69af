import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRemoteError } from '../../../shared/model/remote-error.ts';
import { isRemotePath } from '../../../shared/model/remote-path.ts';
import {
  parseExtendedPassive,
  parseModificationTime,
  parsePassive,
  parseReply,
  parseSize,
  parseWorkingDirectory,
  replyText,
} from './reply.ts';

const reply = (text: string) => parseReply(Number(text.slice(0, 3)), text);

describe('replies', () => {
  it('joins the lines of a long reply into one sentence', () => {
    expect(replyText(reply('530-Sorry.\n530-The server is full.\n530 Goodbye.'))).toBe(
      '530 Sorry. The server is full. Goodbye.',
    );
    expect(replyText(reply('230'))).toBe('230');
  });

  it.each([
    ['257 "/home/ann" is the current directory', '/home/ann'],
    ['257 "/a ""quoted"" folder"', '/a "quoted" folder'],
    ['257 "/a//b/../c/"', '/a/c'],
    ['257 "/"', '/'],
    ['257 "C:\\Users"', '/'],
    ['257 no quotes', '/'],
    ['257 /home/ann is the current directory', '/home/ann'],
    ['550 /home/ann: gone', '/'],
    ['550 Failed', '/'],
  ])('finds the directory in %s', (text, path) => {
    expect(parseWorkingDirectory(reply(text))).toBe(path);
  });

  it('makes a path of whatever PWD answers', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(isRemotePath(parseWorkingDirectory(reply(`257 "${text}"`)))).toBe(true);
      }),
    );
  });

  it.each([
    ['229 Entering Extended Passive Mode (|||6446|)', 6446],
    ['229 (!!!1!)', 1],
    ['229 Entering Extended Passive Mode |||6446|', 6446],
    ['229-Entering\n229 Extended Passive Mode (|||6446|)', 6446],
  ])('finds the port in %s', (text, port) => {
    expect(parseExtendedPassive(reply(text))).toBe(port);
  });

  it.each([
    ['227 Entering Passive Mode (10,0,0,5,31,64).', '10.0.0.5', 8000],
    ['227 =127,0,0,1,0,21', '127.0.0.1', 21],
  ])('finds address and port in %s', (text, address, port) => {
    expect(parsePassive(reply(text))).toEqual({ address, port });
  });

  it.each(['229 yes', '229 (|||0|)', '229 (|||70000|)', '229 (||6446|)'])('refuses %s', (text) => {
    expect(() => parseExtendedPassive(reply(text))).toThrow(
      expect.toSatisfy((error) => isRemoteError(error, 'protocol')),
    );
  });

  it.each(['227 yes', '227 (1,2,3,4,5)', '227 (300,0,0,1,1,1)', '227 (127,0,0,1,0,0)'])('refuses %s', (text) => {
    expect(() => parsePassive(reply(text))).toThrow(expect.toSatisfy((error) => isRemoteError(error, 'protocol')));
  });

  it('reads sizes and times, and nothing from other replies', () => {
    expect(parseSize(reply('213 1234'))).toBe(1234);
    expect(parseSize(reply('213 1234, more or less'))).toBe(1234);
    expect(parseSize(reply('213 -1'))).toBeUndefined();
    expect(parseSize(reply('550 1234'))).toBeUndefined();
    expect(parseSize(reply('213 99999999999999999999'))).toBeUndefined();
    expect(parseModificationTime(reply('213 20240131101112'))).toEqual({
      at: Date.UTC(2024, 0, 31, 10, 11, 12),
      precision: 's',
    });
    expect(parseModificationTime(reply('213 File modification time set.'))).toBeUndefined();
  });
});
