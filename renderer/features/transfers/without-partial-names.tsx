import { useState } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Checkbox } from '../../ui/field.tsx';
import { serversToChoose } from './servers-to-choose.ts';

interface WithoutPartialNamesProps {
  /** Ids of file systems. */
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

/** The servers on which files are written straight under their names: any that is connected can be chosen, and every choice undone. */
export function WithoutPartialNames({ chosen, onChange }: WithoutPartialNamesProps) {
  const t = useText();
  const services = useServices();
  const connections = useStore(services.connections, (state) => state.byId);
  const sites = useStore(services.sites.store, (state) => state.book.sites);
  // What is undone here stays in the list until the dialog closes.
  const [before] = useState(chosen);
  const { named, unnamed } = serversToChoose(before, [...connections.values()], sites);
  const box = (ids: readonly string[], label: string) => (
    <Checkbox
      key={ids.join(' ')}
      isSelected={ids.some((id) => chosen.includes(id))}
      onChange={(isChosen) => onChange([...chosen.filter((id) => !ids.includes(id)), ...(isChosen ? ids : [])])}
    >
      {label}
    </Checkbox>
  );
  return (
    <>
      {named.map(({ id, name }) => box([id], t('transfers.settings.without', { server: name })))}
      {unnamed.length > 0 && box(unnamed, t('transfers.settings.withoutOthers', { count: unnamed.length }))}
    </>
  );
}
