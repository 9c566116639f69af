// Vitest turns `import()` into its own; the built main process is loaded by Node itself.
module.exports = (url) => import(url);
