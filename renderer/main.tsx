import './ui/tokens.css';
import './ui/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { Services } from './app/services.ts';
import { createBridgeTransport } from './client/bridge-transport.ts';
import { loopbackAddress, WebSocketTransport } from './client/web-socket-transport.ts';

const transport = window.portside
  ? createBridgeTransport(window.portside)
  : new WebSocketTransport({ open: () => new WebSocket(loopbackAddress(window.location)) });
const locale = navigator.language;
const services = new Services(transport, locale);

// A file dropped beside every target must not replace the page.
for (const event of ['dragover', 'drop'] as const) {
  window.addEventListener(event, (drag) => {
    if (!drag.defaultPrevented && drag.dataTransfer) {
      drag.dataTransfer.dropEffect = 'none';
      drag.preventDefault();
    }
  });
}

// Whoever leaves a field leaves its caret behind, unseen. Chromium looks for its place anew whenever rows change, in all of them:
// a quarter of the time that scrolling takes.
document.addEventListener('focusin', ({ target }) => {
  const selection = getSelection();
  const isTypedInto = target instanceof Element && target.matches('input, textarea, [contenteditable]');
  if (selection?.isCollapsed && !isTypedInto) selection.removeAllRanges();
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root.');
createRoot(root).render(<App services={services} locale={locale} />);
