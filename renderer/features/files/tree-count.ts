import { useEffect, useState } from 'react';
import type { Place } from '../../../shared/model/connection.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { measureTrees } from '../../client/operation.ts';

/** What files and folders hold in all, in words; counted while the component is there. Undefined where nothing is to be counted. */
export function useTreeCount(places: readonly Place[] | undefined): string | undefined {
  const t = useText();
  const format = useFormatters();
  const { client } = useServices();
  const [count, setCount] = useState<string | undefined>(undefined);
  const key = places?.map(({ fs, path }) => `${fs} ${path}`).join('\n');

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the places, which are made anew at every drawing
  useEffect(() => {
    if (!places) return undefined;
    setCount(t('remove.counting'));
    const operation = measureTrees(client, [...places]);
    let current = true;
    operation.done.then(
      ({ files, directories, bytes }) =>
        current && setCount(t('remove.count', { files, directories, bytes: format.bytes(bytes) })),
      () => current && setCount(t('properties.notCounted')),
    );
    return () => {
      current = false;
      operation.cancel();
    };
  }, [client, key]);

  return count;
}
