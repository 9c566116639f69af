import { useStore } from 'zustand';
import { baseName } from '../../../shared/model/remote-path.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { ChangedQuestion } from './changed-question.tsx';

/** Another program saved a file that the server has in another state meanwhile. */
export function ExternalConflict() {
  const t = useText();
  const { edits } = useServices();
  const externals = useStore(edits.store, (state) => state.externals);
  const postponed = useStore(edits.store, (state) => state.postponed);
  const item = externals.find(({ id, state }) => state === 'conflict' && !postponed.has(id));
  if (!item) return null;
  const { id, place, mine, theirs } = item;
  return (
    <ChangedQuestion
      key={id}
      name={baseName(place.path)}
      mine={mine}
      theirs={theirs}
      onOverwrite={() => edits.answer(id, 'overwrite')}
      onLoadTheirs={() => edits.answer(id, 'load-theirs')}
      onSaveBeside={() => edits.answer(id, 'save-beside')}
      onLater={() => edits.postpone(id)}
      later={t('edit.changed.later')}
    />
  );
}
