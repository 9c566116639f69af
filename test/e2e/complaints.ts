import type { Page } from 'playwright-core';

/** Errors and warnings of a page's console, and exceptions that nobody caught. */
export type Complaints = readonly string[];

/** Keeps what the console complains about, from now on. */
export function listenForComplaints(page: Page): Complaints {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      complaints.push(`${message.text()} (${message.location().url})`);
    }
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}
