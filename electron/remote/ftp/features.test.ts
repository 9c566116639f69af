import { describe, expect, it } from 'vitest';
import { factsToAskFor, mostSessionsIn, parseFeatures, parseSystem } from './features.ts';
import { parseReply } from './reply.ts';

const reply = (text: string) => parseReply(Number(text.slice(0, 3)), text);

describe('features', () => {
  it('reads what a server offers, in any letter case and indentation', () => {
    const features = parseFeatures(
      reply('211-Features:\n MDTM\nrest STREAM\n211-UTF8\n   MLST type*;size*;modify;\n211 End'),
    );
    expect([...features.keys()]).toEqual(['MDTM', 'REST', 'UTF8', 'MLST']);
    expect(features.get('MLST')).toBe('type*;size*;modify;');
  });

  it('finds nothing where the server does not know FEAT, or has nothing to tell', () => {
    expect(parseFeatures(reply('500 Unknown command')).size).toBe(0);
    expect(parseFeatures(reply('211 No features')).size).toBe(0);
  });

  it.each([
    ['type*;size*;modify*;', undefined],
    ['type*;size*;modify;unique*;UNIX.mode;', 'type;size;modify;UNIX.mode;'],
    ['unique*;perm*;', undefined],
    ['', undefined],
  ])('asks for missing facts of %j', (offered, wanted) => {
    expect(factsToAskFor(offered)).toBe(wanted);
  });

  it.each([
    ['220-Welcome to Pure-FTPd 220-You are user number 3 of 50 allowed. 220 Bye', 50],
    ['220 (vsFTPd 3.0.3)', undefined],
  ])('knows from %j how many may be logged in', (greeting, most) => {
    expect(mostSessionsIn(greeting)).toBe(most);
  });

  it.each([
    ['215 UNIX Type: L8', 'unix'],
    ['215 UNIX emulated by FileZilla', 'unix'],
    ['215 Windows_NT', 'windows'],
    ['215 OS/400 is the remote operating system', 'other'],
    ['500 Unknown', 'other'],
  ])('takes %s for %s', (text, system) => {
    expect(parseSystem(reply(text))).toBe(system);
  });
});
