import { expect, it } from 'vitest';
import { serversToChoose } from './servers-to-choose.ts';

it('shows what was chosen for servers that are not connected, so that it can be undone', () => {
  const connections = [{ id: 'site:1', label: 'One' }];
  const sites = [
    { id: '1', name: 'One' },
    { id: '2', name: 'Two' },
    { id: '3', name: 'Three' },
  ];
  expect(serversToChoose(['site:2', 'site:1', 'a1b2', 'site:gone'], connections, sites)).toEqual({
    named: [
      { id: 'site:1', name: 'One' },
      { id: 'site:2', name: 'Two' },
    ],
    unnamed: ['a1b2', 'site:gone'],
  });
});
