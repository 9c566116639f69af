import { useText } from '../../app/text.ts';
import { Suggestions, type SuggestionsPlace } from '../../ui/suggestions.tsx';
import { visibleName } from '../../ui/visible-name.ts';
import type { PathCompletion } from './use-path-completion.ts';

interface PathSuggestionsProps {
  readonly id: string;
  readonly place?: SuggestionsPlace;
  readonly completion: Pick<PathCompletion, 'suggestions' | 'chosen' | 'take'>;
}

/** The directories that could come next, below the field that a path is typed into. */
export function PathSuggestions({ id, place, completion: { suggestions, chosen, take } }: PathSuggestionsProps) {
  const t = useText();
  return (
    <Suggestions
      id={id}
      label={t('path.suggestions')}
      suggestions={suggestions}
      chosen={chosen}
      {...(place && { place })}
      keyOf={(suggestion) => suggestion}
      onTake={take}
    >
      {(suggestion) => <span>{visibleName(suggestion)}</span>}
    </Suggestions>
  );
}
