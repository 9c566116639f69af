import type { Keyboard, Locator, Page } from 'playwright-core';
import type { Action, Hands } from './action.ts';

/** What finds something on the page, and what only looks: they change nothing. */
const finding = [
  ...['locator', 'getByRole', 'getByText', 'getByLabel', 'getByPlaceholder', 'filter', 'and', 'or'],
  ...['first', 'last', 'nth'],
];
const looking = [
  ...['waitFor', 'count', 'isVisible', 'isChecked', 'isEnabled', 'inputValue', 'getAttribute'],
  ...['innerText', 'allInnerTexts', 'textContent', 'boundingBox'],
];

/** What no key does by itself: Enter and Tab are keys, not text. */
const hasControl = /\p{Cc}/u;

interface ClickOptions {
  readonly button?: 'left' | 'right';
  readonly position?: { readonly x: number; readonly y: number };
}

type Method = (...given: unknown[]) => unknown;

/**
 * A page on which every action is counted. The keyboard's hands have no mouse, and the mouse's no keys but those that type a text;
 * whatever else could do something, such as a focus that nobody put there, is refused.
 */
export class CountedPage {
  readonly page: Page;
  readonly actions: Action[] = [];
  readonly #hands: Hands;

  constructor(page: Page, hands: Hands) {
    this.#hands = hands;
    this.page = this.#pageOf(page);
  }

  #pageOf(page: Page): Page {
    return proxyOf(page, (name, method) => {
      if (name === 'keyboard') return this.#keyboardOf(page.keyboard);
      if (finding.includes(name)) return (...given: unknown[]) => this.#locatorOf(method(...given) as Locator);
      return refuse(name);
    });
  }

  #keyboardOf(keyboard: Keyboard): Keyboard {
    return proxyOf(keyboard, (name) => {
      if (name === 'type') return (text: unknown) => this.#type(keyboard, String(text));
      if (name === 'press') return (key: unknown) => this.#press(keyboard, String(key));
      return refuse(name);
    });
  }

  #locatorOf(locator: Locator): Locator {
    return proxyOf(locator, (name, method) => {
      if (finding.includes(name)) return (...given: unknown[]) => this.#locatorOf(method(...given) as Locator);
      if (looking.includes(name)) return method;
      const clicks: Record<string, Method> = {
        click: (options) => this.#click(locator, (options ?? {}) as ClickOptions),
        dblclick: (options) => this.#doubleClick(locator, (options ?? {}) as ClickOptions),
        dragTo: (target, options) => this.#drag(locator, target as Locator, (options ?? {}) as object),
      };
      return clicks[name] ?? refuse(name);
    });
  }

  async #click(locator: Locator, { button = 'left', position, ...rest }: ClickOptions): Promise<void> {
    if (Object.keys(rest).length > 0) throw new Error('A click with a key held down, or through what lies above it');
    await this.#point(button === 'right' ? 'right click' : 'click', locator);
    await locator.click({ button, ...(position && { position }) });
  }

  async #doubleClick(locator: Locator, { position, ...rest }: ClickOptions): Promise<void> {
    if (Object.keys(rest).length > 0) throw new Error('A double click with a key held down');
    await this.#point('double click', locator);
    await locator.dblclick({ ...(position && { position }) });
  }

  async #drag(locator: Locator, target: Locator, options: object): Promise<void> {
    await this.#point('drag', locator);
    await locator.dragTo(target, options);
  }

  async #type(keyboard: Keyboard, text: string): Promise<void> {
    if (text === '' || hasControl.test(text)) throw new Error('A text is typed without keys that are no letters');
    this.actions.push({ kind: 'text', what: text });
    await keyboard.type(text);
  }

  async #press(keyboard: Keyboard, key: string): Promise<void> {
    if (this.#hands === 'mouse') throw new Error(`By mouse alone no key is pressed: ${key}`);
    this.actions.push({ kind: 'key', what: key });
    await keyboard.press(key);
  }

  async #point(kind: Action['kind'], locator: Locator): Promise<void> {
    if (this.#hands === 'keyboard') throw new Error(`By keyboard alone there is no mouse: ${kind} on ${locator}`);
    this.actions.push({ kind, what: await nameOf(locator) });
  }
}

/** A thing whose methods are looked at before they are called. What belongs to Playwright itself passes through. */
function proxyOf<T extends object>(thing: T, member: (name: string, method: Method) => unknown): T {
  return new Proxy(thing, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof name === 'symbol' || name.startsWith('_') || name === 'constructor' || name === 'toString')
        return value;
      // What is awaited is asked whether it is a promise.
      if (value === undefined) return undefined;
      const method: Method = typeof value === 'function' ? (value as Method).bind(target) : () => value;
      return member(name, method);
    },
  });
}

function refuse(name: string): Method {
  return () => {
    throw new Error(`“${name}” is nothing that a person does`);
  };
}

/** How a person would call what is under the pointer. */
async function nameOf(locator: Locator): Promise<string> {
  const name = await locator.evaluate((element) => {
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.innerText : undefined;
    return element.getAttribute('aria-label') ?? label ?? (element as HTMLElement).innerText;
  });
  // What comes behind a colon, or on further lines, counts or explains.
  return (name.split(/[\n:]/)[0] ?? '').trim();
}
