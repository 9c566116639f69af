// Runs before anything is installed, on whatever Node the machine has; plain ES5 so that an old Node can read it.
var major = parseInt(process.versions.node.split('.')[0], 10);
if (major < 20) {
  console.error(
    'Portside needs Node.js 20 or newer to install; this is Node.js ' +
      process.versions.node +
      '. Install a current version from https://nodejs.org and run the command again.',
  );
  process.exit(1);
}
