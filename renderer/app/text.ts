import { createContext, useCallback, useContext } from 'react';
import { useIntl } from 'react-intl';
import type { Say } from '../../shared/language/sentences.ts';
import type { Formatters } from '../ui/format.ts';
import { visibleName, visibleText } from '../ui/visible-name.ts';
import type { MessageId, MessageValues } from './messages.ts';

export type Text = (id: MessageId, values?: MessageValues) => string;

/** The catalogue's sentence for an id, in the window's language. Names in it are shown by {@link visibleName}: a server chose them. */
export function useText(): Text {
  const { formatMessage } = useIntl();
  return useCallback((id, values) => formatMessage({ id }, values && visibleValues(values)), [formatMessage]);
}

function visibleValues(values: MessageValues): MessageValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? visibleName(value) : value]),
  );
}

/** How sentences of the main process are said in the window's language. */
export const SayContext = createContext<Say>((sentence) => sentence);

/** Says what the main process said, an error for example, in the window's language and as it may be shown: servers and their files have words in it. */
export function useSentence(): Say {
  const say = useContext(SayContext);
  return useCallback((sentence) => visibleText(say(sentence)), [say]);
}

export const FormattersContext = createContext<Formatters | undefined>(undefined);

export function useFormatters(): Formatters {
  const formatters = useContext(FormattersContext);
  if (!formatters) throw new Error('Formatters are provided by the App.');
  return formatters;
}
