import { createContext, useCallback, useContext } from 'react';
import { useIntl } from 'react-intl';
import type { Formatters } from '../ui/format.ts';
import type { MessageId, MessageValues } from './messages.ts';

export type Text = (id: MessageId, values?: MessageValues) => string;

/** The catalogue's sentence for an id, in the window's language. */
export function useText(): Text {
  const { formatMessage } = useIntl();
  return useCallback((id, values) => formatMessage({ id }, values), [formatMessage]);
}

export const FormattersContext = createContext<Formatters | undefined>(undefined);

export function useFormatters(): Formatters {
  const formatters = useContext(FormattersContext);
  if (!formatters) throw new Error('Formatters are provided by the App.');
  return formatters;
}
