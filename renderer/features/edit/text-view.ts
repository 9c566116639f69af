import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory } from '@codemirror/commands';
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  LanguageDescription,
  syntaxHighlighting,
} from '@codemirror/language';
import { languages } from '@codemirror/language-data';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  crosshairCursor,
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { MessageId } from '../../app/messages.ts';
import type { Text } from '../../app/text.ts';

export interface TextViewOptions {
  readonly parent: HTMLElement;
  /** What decides the syntax. */
  readonly fileName: string;
  readonly text: string;
  readonly t: Text;
  /** Id of the element that says how to leave the text with the keyboard. */
  readonly describedBy: string;
  readonly onSave: () => void;
  readonly onChange: () => void;
  readonly onPosition: (position: TextPosition) => void;
}

export interface TextPosition {
  readonly line: number;
  readonly column: number;
  /** Characters. */
  readonly selected: number;
}

/** The text with everything that edits it, and what the window does with it. */
export interface TextView {
  readonly view: EditorView;
  text(): string;
  /** Puts another text in its place; undo brings the old one back. */
  replace(text: string): void;
  setWrap(wrap: boolean): void;
  destroy(): void;
}

export function createTextView(options: TextViewOptions): TextView {
  const { parent, fileName, text, t, onSave, onChange, onPosition } = options;
  const language = new Compartment();
  const wrapping = new Compartment();
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
  const extensions: Extension[] = [
    ...(nonce ? [EditorView.cspNonce.of(nonce)] : []),
    ...[lineNumbers(), highlightActiveLineGutter(), foldGutter(), highlightSpecialChars(), history()],
    ...[drawSelection(), dropCursor(), rectangularSelection(), crosshairCursor(), highlightActiveLine()],
    ...[indentOnInput(), bracketMatching(), highlightSelectionMatches(), search({ top: true })],
    EditorState.allowMultipleSelections.of(true),
    indentUnit.of(indentOf(text)),
    EditorState.phrases.of(phrases(t)),
    syntaxHighlighting(colours),
    look,
    EditorView.contentAttributes.of({
      'aria-label': t('edit.text', { name: fileName }),
      'aria-describedby': options.describedBy,
      spellcheck: 'false',
    }),
    keymap.of([
      {
        key: 'Mod-s',
        preventDefault: true,
        run: () => {
          onSave();
          return true;
        },
      },
      ...[...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, indentWithTab],
    ]),
    wrapping.of([]),
    language.of([]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange();
      if (update.docChanged || update.selectionSet) onPosition(positionIn(update.state));
    }),
  ];
  const view = new EditorView({ parent, state: EditorState.create({ doc: text, extensions }) });
  // Each language is a chunk of its own, fetched when a file of its kind is opened.
  const description = LanguageDescription.matchFilename(languages, fileName) ?? languageOf(text);
  let destroyed = false;
  void description?.load().then((support) => {
    if (!destroyed) view.dispatch({ effects: language.reconfigure(support) });
  });
  return {
    view,
    text: () => view.state.sliceDoc(),
    replace: (next) =>
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: next },
        // One step of its own: undo brings back the whole text, with what was typed just before.
        annotations: isolateHistory.of('full'),
      }),
    setWrap: (wrap) => view.dispatch({ effects: wrapping.reconfigure(wrap ? EditorView.lineWrapping : []) }),
    destroy() {
      destroyed = true;
      view.destroy();
    },
  };
}

function positionIn(state: EditorState): TextPosition {
  const { head } = state.selection.main;
  const line = state.doc.lineAt(head);
  const selected = state.selection.ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  return { line: line.number, column: head - line.from + 1, selected };
}

/** A script says in its first line what it is (execve(2), “Interpreter scripts”). */
function languageOf(text: string): LanguageDescription | null {
  const program = /^#!\s*\S*?([\w.-]+)(?:\s+([\w.-]+))?\s*$/m.exec(text.slice(0, text.indexOf('\n') + 1 || undefined));
  const [, first = '', second = ''] = program ?? [];
  const name = (first === 'env' ? second : first).replace(/[\d.]+$/, '').replace(/^node$/, 'javascript');
  return name === '' ? null : LanguageDescription.matchLanguageName(languages, name, false);
}

/** As the file itself does it: a tab, or as many spaces as its first indented line has. */
function indentOf(text: string): string {
  const found = /^(\t| {2,8})\S/m.exec(text.slice(0, 50_000))?.[1];
  return found ?? '  ';
}

const phraseIds: Record<string, MessageId> = {
  Find: 'find.Find',
  Replace: 'find.Replace',
  next: 'find.next',
  previous: 'find.previous',
  all: 'find.all',
  'match case': 'find.matchCase',
  regexp: 'find.regexp',
  'by word': 'find.byWord',
  replace: 'find.replace',
  'replace all': 'find.replaceAll',
  close: 'find.close',
  'current match': 'find.currentMatch',
  'on line': 'find.onLine',
  'replaced $ matches': 'find.replacedMatches',
  'replaced match on line $': 'find.replacedMatch',
  'Go to line': 'find.goToLine',
  go: 'find.go',
  'Control character': 'find.controlCharacter',
  'Selection deleted': 'find.selectionDeleted',
};

function phrases(t: Text): Record<string, string> {
  return Object.fromEntries(Object.entries(phraseIds).map(([phrase, id]) => [phrase, t(id)]));
}

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.controlKeyword], color: 'var(--tint-image)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--success)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom, tags.color], color: 'var(--tint-media)' },
  { tag: [tags.comment, tags.meta, tags.processingInstruction], color: 'var(--text-soft)', fontStyle: 'italic' },
  { tag: [tags.tagName, tags.typeName, tags.className, tags.namespace], color: 'var(--tint-document)' },
  { tag: [tags.attributeName, tags.propertyName, tags.labelName], color: 'var(--tint-code)' },
  { tag: [tags.function(tags.variableName), tags.definition(tags.variableName)], color: 'var(--accent)' },
  { tag: [tags.heading, tags.strong], fontWeight: '600' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: [tags.link, tags.url], color: 'var(--accent)', textDecoration: 'underline' },
  { tag: tags.invalid, color: 'var(--danger)' },
]);

/** Of the search and of the question for a line. */
const panelParts = ['.cm-panel.cm-search', '.cm-dialog']
  .flatMap((panel) => ['label', 'input', 'button'].map((part) => `${panel} ${part}`))
  .join(', ');

/** From the tokens, so that light, dark and high contrast are the window's own. */
const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--text)', backgroundColor: 'var(--surface-panel)', fontSize: 'var(--text-md)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--text)', padding: 'var(--space-3) 0' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--text)', borderLeftWidth: '2px' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    backgroundColor: 'var(--selection)',
  },
  // The ground is the layer's, not the window's usual one, and so are the letters on it.
  '.cm-line::selection, .cm-line ::selection': { color: 'var(--text)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--surface-hover)' },
  '.cm-gutters': {
    backgroundColor: 'var(--surface-sunken)',
    color: 'var(--text-faint)',
    borderRight: '1px solid var(--line)',
  },
  '.cm-activeLineGutter': { color: 'var(--text)' },
  '.cm-foldPlaceholder': {
    backgroundColor: 'var(--surface-hover)',
    border: '1px solid var(--line)',
    color: 'var(--text-soft)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--accent-soft)',
    outline: '1px solid var(--accent-line)',
  },
  '.cm-searchMatch': { backgroundColor: 'var(--warning-soft)', outline: '1px solid var(--warning-line)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--accent-soft)', outline: '2px solid var(--accent)' },
  // Colours of syntax on that ground would be too faint to read.
  '.cm-searchMatch, .cm-searchMatch *, .cm-selectionMatch, .cm-selectionMatch *': { color: 'var(--text)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--selection-idle)' },
  '.cm-specialChar': { color: 'var(--danger)' },
  '.cm-panels': { backgroundColor: 'var(--surface-sunken)', color: 'var(--text)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--line)' },
  // Words that flow: only among them does its line break stand for one.
  '.cm-panel.cm-search, .cm-dialog': {
    padding: 'var(--space-3) var(--space-9) var(--space-3) var(--space-5)',
    fontFamily: 'var(--font-ui)',
    fontSize: 'var(--text-md)',
  },
  [panelParts]: {
    margin: 'var(--space-2) var(--space-3) var(--space-2) 0',
    fontSize: 'inherit',
    verticalAlign: 'middle',
  },
  '.cm-panel.cm-search label, .cm-dialog label': { display: 'inline-flex', alignItems: 'center' },
  '.cm-dialog label': { gap: 'var(--space-3)' },
  '.cm-panel.cm-search [name=close], .cm-dialog .cm-dialog-close': {
    margin: '0',
    position: 'absolute',
    top: 'var(--space-3)',
    right: 'var(--space-4)',
    width: '1.75rem',
    height: '1.75rem',
    fontSize: 'var(--text-xl)',
    color: 'var(--text-soft)',
  },
  '.cm-textfield': {
    height: 'var(--control-height)',
    minWidth: '16rem',
    padding: '0 var(--space-4)',
    border: '1px solid var(--line-field)',
    borderRadius: 'var(--radius-md)',
    backgroundColor: 'var(--surface-panel)',
    color: 'var(--text)',
  },
  '.cm-button': {
    height: 'var(--control-height)',
    padding: '0 var(--space-5)',
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--radius-md)',
    backgroundColor: 'var(--surface-raised)',
    backgroundImage: 'none',
    color: 'var(--text)',
  },
  '.cm-button:active': { backgroundColor: 'var(--surface-press)', backgroundImage: 'none' },
  '.cm-textfield:focus-visible, .cm-button:focus-visible, .cm-panel [name=close]:focus-visible, .cm-dialog-close:focus-visible':
    {
      // Forced colours have no shadows; they make a transparent outline a visible one.
      outline: '2px solid transparent',
      boxShadow: 'var(--focus-ring)',
    },
});
