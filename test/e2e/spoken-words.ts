import type { Page } from 'playwright-core';

/** A text of the window that people see or hear, and where it stands. */
interface Spoken {
  readonly text: string;
  /** `text` or the attribute's name, with the element. */
  readonly where: string;
}

/** Everything the window says now: text on the screen, and what a screen reader says in its place. What is typed into fields is left out. */
export async function spokenWords(page: Page): Promise<Spoken[]> {
  return page.evaluate(() => {
    const attributes = [
      'aria-label',
      'aria-description',
      'aria-roledescription',
      'aria-valuetext',
      'alt',
      'placeholder',
      'title',
    ];
    const found: { text: string; where: string }[] = [];
    const name = (element: Element) =>
      `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}">`;
    for (const element of document.body.querySelectorAll('*')) {
      // What servers and Portside say to each other is the same in every language, and marked so.
      if (element.closest('[translate=no]') || !element.checkVisibility({ visibilityProperty: true })) continue;
      for (const attribute of attributes) {
        const text = element.getAttribute(attribute)?.trim();
        if (text) found.push({ text, where: `${attribute} of ${name(element)}` });
      }
      for (const node of element.childNodes) {
        const text = node.nodeType === Node.TEXT_NODE ? node.textContent?.trim() : '';
        if (text) found.push({ text, where: `text of ${name(element)}` });
      }
    }
    return found;
  });
}

/** From now on: gives what was put into live regions for screen readers alone, in order. */
export async function announcements(page: Page): Promise<() => Promise<string[]>> {
  const heard = await page.evaluateHandle(() => {
    const words: string[] = [];
    const isRegion = (node: Node) => node instanceof Element && node.matches('.visually-hidden[role=status]');
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) {
        if (isRegion(target)) words.push(...[...addedNodes].map((added) => added.textContent ?? ''));
      }
    }).observe(document.body, { childList: true, subtree: true });
    return words;
  });
  return () => heard.jsonValue();
}

/** Words of buttons, headings, labels and tabs that are cut off, as `text (element)`. */
export async function cutOffWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wordy =
      'button, label, legend, h1, h2, h3, dt, th, [role=tab], [role=columnheader], [role=menuitem], [role=option]';
    const isCut = (element: Element) =>
      getComputedStyle(element).overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1;
    return (
      [...document.body.querySelectorAll(wordy)]
        .filter((element) => element.checkVisibility({ visibilityProperty: true }))
        .flatMap((element) => [element, ...element.querySelectorAll('*')].filter(isCut))
        .filter((element) => element.textContent?.trim() && !element.closest('.visually-hidden'))
        // The tab of a pane and the end of its path are called as the user's folder is, however long that is.
        .filter((element) => !element.closest('[data-look="pane"], [aria-current="location"]'))
        .map((element) => `${element.textContent?.trim()} (${element.tagName} ${element.getAttribute('class')})`)
    );
  });
}

/** What is scrolled sideways, though it is no table, no program text and no row of tabs; and the window itself, which never is scrolled. */
export async function scrolledSideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const allowed = '[role=grid], table, .cm-editor, [role=tablist], pre';
    const wide = [...document.querySelectorAll('*')].filter(
      (element) =>
        element.scrollWidth > element.clientWidth + 1 &&
        /auto|scroll/.test(getComputedStyle(element).overflowX) &&
        element.checkVisibility() &&
        element.closest(allowed) === null &&
        element.querySelector(':scope > table') === null,
    );
    const { scrollLeft, scrollTop } = document.scrollingElement ?? document.documentElement;
    const names = wide.map((element) => `${element.getAttribute('role') ?? element.tagName} ${element.className}`);
    return scrollLeft + scrollTop === 0 ? names : [...names, 'the window itself'];
  });
}
