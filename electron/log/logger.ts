/** Portside's own log: what it does and what goes wrong in it. Never given a secret. */
export interface Logger {
  info(message: string): void;
  error(message: string, error: unknown): void;
}

/** One line an entry, to standard error: standard output belongs to the address that the loopback host prints. */
export const consoleLogger: Logger = {
  info: (message) => console.error(`portside: ${message}`),
  error: (message, error) => console.error(`portside: ${message}:`, error),
};
